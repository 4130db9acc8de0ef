package io.pluginhost.process;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.rpc.CallAttachment;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.rpc.RpcConnection;
import io.pluginhost.rpc.RpcDialect;
import io.pluginhost.rpc.RpcHandler;
import io.pluginhost.rpc.RpcMessage;
import io.pluginhost.rpc.RpcOutput;
import io.pluginhost.rpc.RpcResponder;
import io.pluginhost.rpc.WriteMode;
import io.pluginhost.testing.HandTurnedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever bytes come, in whatever pieces: the good messages among them all arrive.
 */
class ReaderFuzzTests {

	private static final int MAX_LENGTH = 2000;

	@Property
	void goodMessagesAllArrive(@ForAll("lines") List<Line> lines, @ForAll long pieces) throws IOException {
		Host host = new Host();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		List<String> good = new ArrayList<>();
		for (Line line : lines) {
			int number = good.size();
			switch (line.kind()) {
				case ANSWER -> {
					host.call(number);
					good.add("answer " + number);
				}
				case NOTIFICATION, REQUEST -> good.add(line.kind() + " " + number);
				default -> {
					// means nothing
				}
			}
			bytes.write(line.bytes(number));
			bytes.write('\n');
		}
		read(bytes.toByteArray(), pieces, host);
		assertThat(host.arrived).containsSubsequence(good);
		assertThat(host.arrived.stream().filter((message) -> message.startsWith("answer"))).doesNotHaveDuplicates();
		assertThat(host.unsettled()).isZero();
	}

	@Property
	void linesAreThoseBetweenLineFeeds(@ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 20) int maxLength,
			@ForAll long pieces) throws IOException {
		// Most bytes are no line feeds; here many are
		byte[] text = bytes.clone();
		for (int i = 0; i < text.length; i++) {
			text[i] = (text[i] % 5 == 0) ? (byte) '\n' : (text[i] % 5 == 1) ? (byte) '\r' : text[i];
		}
		List<String> lines = new ArrayList<>();
		new LineReader(inPieces(text, pieces), maxLength, new LineReader.Sink() {

			@Override
			public void line(byte[] line, int length) {
				lines.add(new String(line, 0, length, StandardCharsets.ISO_8859_1));
			}

			@Override
			public void oversizedLine(byte[] head, long length) {
				lines.add("oversized " + length);
			}

		}).readAll();
		assertThat(lines).isEqualTo(reference(text, maxLength));
	}

	private static List<String> reference(byte[] bytes, int maxLength) {
		List<String> lines = new ArrayList<>();
		String text = new String(bytes, StandardCharsets.ISO_8859_1);
		String[] all = text.split("\n", -1);
		for (int i = 0; i < all.length; i++) {
			boolean nothing = i == all.length - 1 && all[i].isEmpty();
			if (!nothing) {
				String line = all[i].endsWith("\r") ? all[i].substring(0, all[i].length() - 1) : all[i];
				lines.add((line.length() > maxLength) ? "oversized " + all[i].length() : line);
			}
		}
		return lines;
	}

	private static void read(byte[] bytes, long pieces, Host host) throws IOException {
		new LineReader(inPieces(bytes, pieces), MAX_LENGTH, new LineReader.Sink() {

			@Override
			public void line(byte[] line, int length) {
				host.connection.receive(line, 0, length);
			}

			@Override
			public void oversizedLine(byte[] head, long length) {
				host.connection.receiveOversized(head, length);
			}

		}).readAll();
	}

	private static ByteArrayInputStream inPieces(byte[] bytes, long seed) {
		Random random = new Random(seed);
		int largest = 1 << random.nextInt(14);
		return new ByteArrayInputStream(bytes) {

			@Override
			public int read(byte[] buffer) {
				return read(buffer, 0, Math.min(buffer.length, 1 + random.nextInt(largest)));
			}

		};
	}

	@Provide
	Arbitrary<List<Line>> lines() {
		return Combinators
			.combine(Arbitraries.of(Kind.class), Arbitraries.bytes().array(byte[].class).ofMaxSize(300),
					Arbitraries.randomValue(Random::nextInt))
			.as(Line::new)
			.list()
			.ofMaxSize(30);
	}

	/**
	 * What a line can be.
	 */
	enum Kind {

		ANSWER, NOTIFICATION, REQUEST, NOISE, DAMAGED, BLANK, TOO_LONG

	}

	/**
	 * A line.
	 *
	 * @param kind what it is
	 * @param noise some bytes
	 * @param chance some number
	 */
	record Line(Kind kind, byte[] noise, int chance) {

		byte[] bytes(int number) {
			return switch (this.kind) {
				case ANSWER ->
					text("{\"jsonrpc\":\"2.0\",\"id\":" + id(number) + ",\"result\":" + number + "}" + end());
				case NOTIFICATION -> text(start() + "\"method\":\"NOTIFICATION\",\"params\":[" + number + "]}" + end());
				case REQUEST ->
					text(start() + "\"method\":\"REQUEST\",\"params\":[" + number + "],\"id\":\"a\"}" + end());
				case NOISE -> noLineFeeds(this.noise);
				case DAMAGED -> damaged(text(start() + "\"method\":\"DAMAGED\",\"params\":[" + number + "],\"x\":1}"));
				case BLANK -> text(" \t\r".repeat(Math.floorMod(this.chance, 4)));
				case TOO_LONG ->
					text("{\"jsonrpc\":\"2.0\",\"id\":\"none\",\"result\":\"" + "x".repeat(MAX_LENGTH + 1) + "\"}");
			};
		}

		private String id(int number) {
			return (this.chance % 2 == 0) ? Integer.toString(number) : "\"" + number + "\"";
		}

		private String start() {
			return ((this.chance % 3 == 0) ? "\uFEFF" : "") + "{\"jsonrpc\":\"2.0\",";
		}

		private String end() {
			return (this.chance % 5 == 0) ? "\r" : "";
		}

		private byte[] damaged(byte[] bytes) {
			byte[] damaged = bytes.clone();
			for (byte change : this.noise) {
				damaged[Math.floorMod(change * 31 + this.chance, damaged.length)] = change;
			}
			return noLineFeeds(Arrays.copyOf(damaged, Math.floorMod(this.chance, damaged.length + 1)));
		}

		private static byte[] noLineFeeds(byte[] bytes) {
			byte[] line = bytes.clone();
			for (int i = 0; i < line.length; i++) {
				line[i] = (line[i] == '\n') ? (byte) '?' : line[i];
			}
			return line;
		}

		private static byte[] text(String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}

	}

	/**
	 * The host's side of a connection, which notes what arrives.
	 */
	private static final class Host implements RpcHandler, RpcOutput {

		final List<String> arrived = new ArrayList<>();

		final RpcConnection connection = new RpcConnection(new RpcCodec(JsonMapper.builder().build()), RpcDialect.PLAIN,
				this, this, new HandTurnedTime(), (call) -> new IllegalStateException(), MAX_LENGTH);

		void call(int id) {
			PendingCall call = PendingCall.ofApplication(id, "m", new byte[0], Duration.ofHours(1), 0,
					CallAttachment.NONE);
			call.thenAccept((result) -> this.arrived.add("answer " + result));
			this.connection.send(call, Integer.MAX_VALUE, WriteMode.BY_WRITER);
		}

		int unsettled() {
			return this.connection.pending().size();
		}

		@Override
		public void request(RpcMessage.Request request, RpcResponder responder) {
			note(request.method(), String.valueOf(request.params()));
		}

		@Override
		public void notification(RpcMessage.Notification notification) {
			note(notification.method(), String.valueOf(notification.params()));
		}

		private void note(String method, String params) {
			this.arrived.add(method + " " + params.replaceAll("[\\[\\]]", ""));
		}

		@Override
		public void protocolError(ProtocolError error, String excerpt) {
			// counted elsewhere
		}

		@Override
		public boolean control(byte[] line, Object owner) {
			return true;
		}

		@Override
		public boolean call(byte[] line, Object owner, WriteMode writing) {
			return true;
		}

		@Override
		public boolean keptCall(byte[] line, Object owner) {
			return true;
		}

		@Override
		public void answer(byte[] line, WriteMode writing) {
			// nobody reads it
		}

		@Override
		public void refusal(byte[] line) {
			// nobody reads it
		}

		@Override
		public void runWhenRoom(Runnable action) {
			action.run();
		}

		@Override
		public boolean isFull() {
			return false;
		}

		@Override
		public boolean isClosed() {
			return false;
		}

		@Override
		public boolean retract(Object owner) {
			return false;
		}

		@Override
		public void acknowledge(long position) {
			// nothing is written
		}

	}

}
