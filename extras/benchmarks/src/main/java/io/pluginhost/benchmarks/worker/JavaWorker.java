package io.pluginhost.benchmarks.worker;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * Does what {@code worker.c} does, and is called like it: {@code lines|headers [mcp]}.
 * Needs no other classes than those of its package.
 */
public final class JavaWorker {

	private static final int OUTSTANDING = 64;

	private static final String TEXT = "0123456789".repeat(7);

	private static final Bytes NOTHING = Bytes.of("");

	private final MessageInput in;

	private final MessageOutput out;

	private final Dialect dialect;

	private String floodId = "";

	private long floodTotal;

	private long floodAsked;

	private long floodAnswered;

	private JavaWorker(boolean headers, boolean mcp) {
		this.in = new MessageInput(new FileInputStream(FileDescriptor.in), headers);
		this.out = new MessageOutput(new FileOutputStream(FileDescriptor.out), headers);
		this.dialect = mcp ? Dialect.MCP : Dialect.PLAIN;
	}

	/**
	 * Work until stdin ends.
	 * @param args how messages are told apart, and what they look like
	 * @throws IOException if a pipe breaks
	 */
	public static void main(String[] args) throws IOException {
		List<String> arguments = List.of(args);
		new JavaWorker(arguments.contains("headers"), arguments.contains("mcp")).run();
		// At once: there is nothing to clean up
		Runtime.getRuntime().halt(0);
	}

	private void run() throws IOException {
		do {
			for (Bytes message = this.in.next(); message != null; message = this.in.next()) {
				if (!handle(message)) {
					this.out.flush();
					return;
				}
			}
			this.out.flush();
		}
		while (this.in.read());
	}

	private boolean handle(Bytes message) throws IOException {
		Bytes method = message.after("\"method\":\"");
		if (method.length() == 0) {
			answered();
			return true;
		}
		String id = message.after("\"id\":").until(",}").toString();
		if (id.isEmpty()) {
			return true;
		}
		if (method.startsWith("tools/call\"")) {
			method = message.after("\"name\":\"");
		}
		switch (method.until("\"").toString()) {
			case "call" -> answer(id, this.dialect.answerBefore(12345), Bytes.of(TEXT.substring(0, 40)),
					this.dialect.answerAfter());
			case "echo" -> answer(id, this.dialect.answerBefore(0), message.after("\"text\":\"").untilLastQuote(),
					this.dialect.answerAfter());
			case "flood" -> flood(id, message.after("\"kind\":\"").until("\"").toString(),
					Long.parseLong(message.after("\"count\":").until(",}").toString()));
			case "initialize" ->
				answer(id, "{\"ok\":true,\"protocolVersion\":\"", message.after("\"protocolVersion\":\"").until("\""),
						"\",\"capabilities\":{\"tools\":{},\"logging\":{}},\"serverInfo\":"
								+ "{\"name\":\"worker\",\"version\":\"1\"}}");
			case "shutdown" -> answer(id, "null", NOTHING, "");
			case "hang" -> {
				return true;
			}
			default -> answer(id, "{\"status\":\"ok\"}", NOTHING, "");
		}
		return !method.startsWith("shutdown\"");
	}

	private void answer(String id, String before, Bytes payload, String after) throws IOException {
		this.out.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + before, payload, after + "}");
	}

	private void flood(String id, String kind, long count) throws IOException {
		this.floodId = id;
		this.floodTotal = count;
		this.floodAsked = 0;
		this.floodAnswered = 0;
		if (kind.equals("host")) {
			while (this.floodAsked < Math.min(this.floodTotal, OUTSTANDING)) {
				askHost();
			}
			return;
		}
		Bytes message = Bytes.of(kind.equals("log") ? this.dialect.logLine(TEXT) : this.dialect.streamEvent(TEXT));
		for (long i = 0; i < count; i++) {
			this.out.send("", message, "");
		}
		endFlood();
	}

	private void answered() throws IOException {
		if (this.floodAnswered < this.floodTotal && ++this.floodAnswered == this.floodTotal) {
			endFlood();
		}
		else if (this.floodAsked < this.floodTotal) {
			askHost();
		}
	}

	private void askHost() throws IOException {
		this.floodAsked++;
		this.out.send("{\"jsonrpc\":\"2.0\",\"id\":" + this.floodAsked + ",", NOTHING, this.dialect.question(TEXT));
	}

	private void endFlood() throws IOException {
		answer(this.floodId, this.dialect.answerBefore(0), NOTHING, this.dialect.answerAfter());
	}

}
