package io.pluginhost.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineQueueTests {

	private final LineQueue queue = new LineQueue(10);

	@Test
	void takeGivesLinesInTheirOrder() throws InterruptedException {
		this.queue.offer(line("a"));
		this.queue.put(line("b"));
		this.queue.offer(line("c"));
		assertThat(taken(1000)).containsExactly("a", "b", "c");
	}

	@Test
	void takeGivesUrgentLinesFirst() throws InterruptedException {
		this.queue.offer(line("a"));
		this.queue.offerUrgent(line("b"));
		this.queue.offerUrgent(line("c"));
		assertThat(taken(1000)).containsExactly("b", "c", "a");
	}

	@Test
	void takeStopsAtItsBatchSize() throws InterruptedException {
		this.queue.put(line("12345"));
		this.queue.put(line("67890"));
		this.queue.put(line("x"));
		assertThat(taken(6)).containsExactly("12345", "67890");
		assertThat(taken(6)).containsExactly("x");
	}

	@Test
	void offerWhenFullIsRefusedAndOneMayOvershoot() throws InterruptedException {
		assertThat(this.queue.offer(line("123456789"))).isTrue();
		assertThat(this.queue.offer(line("1234567890123"))).isTrue();
		assertThat(this.queue.offer(line("x"))).isFalse();
		taken(1);
		assertThat(this.queue.offer(line("x"))).isFalse();
		takenToWrite(1);
		assertThat(this.queue.offer(line("x"))).as("the pipe does not have it yet").isFalse();
		this.queue.written();
		assertThat(this.queue.offer(line("x"))).isTrue();
	}

	@Test
	void isWaitingUntilThePipeHasItAll() throws InterruptedException {
		assertThat(this.queue.isWaiting()).isFalse();
		this.queue.offerUrgent(line("urgent"));
		assertThat(this.queue.isWaiting()).isTrue();
		takenToWrite(1);
		assertThat(this.queue.isWaiting()).isTrue();
		this.queue.written();
		assertThat(this.queue.isWaiting()).isFalse();
		this.queue.offer(line("a"));
		assertThat(this.queue.isWaiting()).isTrue();
		this.queue.close();
		assertThat(this.queue.isWaiting()).isFalse();
	}

	@Test
	void tellsOnceThatSomethingWaits() throws InterruptedException {
		AtomicInteger told = new AtomicInteger();
		this.queue.tellOnceWaiting(told::incrementAndGet);
		assertThat(told).hasValue(0);
		this.queue.offer(line("a"));
		this.queue.offer(line("b"));
		assertThat(told).hasValue(1);
		this.queue.tellOnceWaiting(told::incrementAndGet);
		assertThat(told).as("something waits already").hasValue(2);
		taken(1000);
		this.queue.tellOnceWaiting(told::incrementAndGet);
		assertThat(told).hasValue(2);
		pipe();
		this.queue.offer(line("c"));
		assertThat(told).as("did not wait").hasValue(2);
	}

	@Test
	void progressChangesWithWhatThePipeTakes() throws InterruptedException {
		long before = this.queue.progress();
		this.queue.offer(line("a"));
		takenToWrite(1);
		assertThat(this.queue.progress()).isEqualTo(before);
		this.queue.progressed();
		long part = this.queue.progress();
		assertThat(part).isNotEqualTo(before);
		this.queue.written();
		assertThat(this.queue.progress()).isNotEqualTo(part);
	}

	@Test
	void answersAndUrgentLinesAlwaysFit() throws InterruptedException {
		this.queue.offer(line("1234567890"));
		assertThat(this.queue.put(line("answer"))).isTrue();
		assertThat(this.queue.offerUrgent(line("urgent"))).isTrue();
		assertThat(taken(1000)).containsExactly("urgent", "1234567890", "answer");
	}

	@Test
	void urgentLinesTakeNoRoomFromOthers() {
		this.queue.offerUrgent(line("12345678901234567890"));
		assertThat(this.queue.offer(line("a"))).isTrue();
	}

	@Test
	void retractTakesBackTheVeryLine() throws InterruptedException {
		byte[] one = line("12345");
		byte[] equal = line("12345");
		this.queue.offer(one);
		this.queue.offer(equal);
		assertThat(this.queue.retract(line("12345"))).isFalse();
		assertThat(this.queue.retract(equal)).isTrue();
		assertThat(this.queue.retract(equal)).isFalse();
		assertThat(this.queue.offer(line("more"))).as("has its room again").isTrue();
		assertThat(taken(1000)).containsExactly("12345", "more");
		assertThat(this.queue.retract(one)).as("taken meanwhile").isFalse();
	}

	@Test
	void closeDropsWhatWaitsAndRefusesTheRest() throws InterruptedException {
		this.queue.offer(line("a"));
		this.queue.offerUrgent(line("b"));
		this.queue.close();
		assertThat(this.queue.offer(line("c"))).isFalse();
		assertThat(this.queue.put(line("c"))).isFalse();
		assertThat(this.queue.offerUrgent(line("c"))).isFalse();
		assertThat(taken(1000)).isEmpty();
	}

	// Writing directly

	@Test
	void whoeverBringsALineWritesItWhereThePipeIsSureToTakeIt() {
		RecordingPipe pipe = pipe();
		assertThat(this.queue.offer(line("a"))).isTrue();
		assertThat(this.queue.put(line("b"))).isTrue();
		assertThat(this.queue.offerUrgent(line("c"))).isTrue();
		assertThat(pipe.written).containsExactly("a", "b", "c");
		assertThat(this.queue.isWaiting()).isFalse();
	}

	@Test
	void whatThePipeMayNotTakeIsLeftToTheWriter() throws InterruptedException {
		RecordingPipe pipe = pipe();
		byte[] first = new byte[LineQueue.CREDIT - 1];
		this.queue.offer(first);
		this.queue.offer(line("xy"));
		this.queue.offerUrgent(line("z"));
		assertThat(pipe.written).as("even what would fit waits its turn").hasSize(1);
		assertThat(taken(1000)).containsExactly("z", "xy");
		this.queue.acknowledge(LineQueue.CREDIT - 1);
		this.queue.offer(line("more"));
		assertThat(pipe.written).hasSize(2).endsWith("more");
	}

	@Test
	void onlyWhatHasBeenReadMakesRoom() {
		RecordingPipe pipe = pipe();
		Map<Object, Long> positions = new HashMap<>();
		this.queue.tellWritten(positions::put);
		this.queue.offer(new byte[3000], "first");
		this.queue.offer(new byte[1000], "second");
		assertThat(positions).isEqualTo(Map.of("first", 3000L, "second", 4000L));
		this.queue.acknowledge(3000);
		this.queue.acknowledge(1000);
		this.queue.offer(new byte[3096], "third");
		this.queue.offer(new byte[1], "fourth");
		assertThat(pipe.written).hasSize(3);
		assertThat(positions).containsEntry("third", 7096L).doesNotContainKey("fourth");
	}

	@Test
	void nobodyWritesBesideTheWriter() throws InterruptedException {
		this.queue.offer(line("a"));
		RecordingPipe pipe = pipe();
		takenToWrite(1000);
		this.queue.offer(line("b"));
		assertThat(pipe.written).isEmpty();
		this.queue.written();
		assertThat(taken(1000)).containsExactly("b");
		this.queue.offer(line("c"));
		assertThat(pipe.written).containsExactly("c");
	}

	@Test
	void whoeverWritesTakesAlongWhatOthersBringMeanwhile() {
		RecordingPipe pipe = pipe();
		pipe.meanwhile.add(() -> {
			this.queue.offer(line("b"));
			this.queue.offerUrgent(line("c"));
		});
		this.queue.offer(line("a"));
		assertThat(pipe.written).containsExactly("a", "cb");
		assertThat(this.queue.isWaiting()).isFalse();
	}

	@Test
	void whatOthersBringMeanwhileIsLeftToTheWriterIfItIsTooMuch() throws Exception {
		RecordingPipe pipe = pipe();
		CompletableFuture<List<String>> taken = takeOnAnotherThread();
		pipe.meanwhile.add(() -> this.queue.offer(new byte[LineQueue.CREDIT]));
		this.queue.offer(line("a"));
		assertThat(taken.get(10, TimeUnit.SECONDS)).hasSize(1);
		assertThat(pipe.written).containsExactly("a");
	}

	@Test
	void aBrokenPipeIsToldOnceAndClosesTheQueue() {
		RecordingPipe pipe = pipe();
		pipe.failure = new IOException("Broken pipe");
		assertThat(this.queue.offer(line("a"))).isTrue();
		assertThat(this.queue.offer(line("b"))).isFalse();
		assertThat(this.queue.isClosed()).isTrue();
		assertThat(pipe.broken).isEqualTo(1);
	}

	@Test
	void concurrentLinesAreWrittenOnceEachAndWhole() throws Exception {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		AtomicInteger writers = new AtomicInteger();
		LineQueue shared = new LineQueue(Long.MAX_VALUE);
		LineQueue.Pipe pipe = new LineQueue.Pipe() {

			@Override
			public void write(byte[] bytes, int length) {
				assertThat(writers.incrementAndGet()).isEqualTo(1);
				all.write(bytes, 0, length);
				writers.decrementAndGet();
			}

			@Override
			public void broken(IOException reason) {
				throw new AssertionError(reason);
			}

		};
		shared.writeDirectlyTo(pipe);
		Thread writer = new Thread(() -> {
			try {
				for (List<byte[]> lines = shared.take(100); !lines.isEmpty(); lines = shared.take(100)) {
					for (byte[] line : lines) {
						pipe.write(line, line.length);
					}
					shared.written();
				}
			}
			catch (IOException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		writer.start();
		List<Thread> callers = IntStream.range(0, 4).mapToObj((caller) -> new Thread(() -> {
			for (int i = 0; i < 5000; i++) {
				shared.offer(line(caller + ":" + i + "\n"));
				if (i % 7 == 0) {
					shared.acknowledge(all.size());
				}
			}
		})).toList();
		callers.forEach(Thread::start);
		for (Thread caller : callers) {
			caller.join();
		}
		while (shared.isWaiting()) {
			Thread.onSpinWait();
		}
		shared.close();
		writer.join();
		List<String> lines = all.toString(StandardCharsets.UTF_8).lines().toList();
		assertThat(lines).hasSize(20_000).doesNotHaveDuplicates();
		for (int caller = 0; caller < 4; caller++) {
			String prefix = caller + ":";
			assertThat(lines.stream().filter((line) -> line.startsWith(prefix)))
				.isEqualTo(IntStream.range(0, 5000).mapToObj((i) -> prefix + i).toList());
		}
	}

	private RecordingPipe pipe() {
		RecordingPipe pipe = new RecordingPipe();
		this.queue.writeDirectlyTo(pipe);
		return pipe;
	}

	@Test
	void takeWaitsForALine() throws Exception {
		CompletableFuture<List<String>> taken = takeOnAnotherThread();
		this.queue.offer(line("a"));
		assertThat(taken.get(10, TimeUnit.SECONDS)).containsExactly("a");
	}

	@Test
	void takeWhenClosedWhileWaitingReturnsNothing() throws Exception {
		CompletableFuture<List<String>> taken = takeOnAnotherThread();
		this.queue.close();
		assertThat(taken.get(10, TimeUnit.SECONDS)).isEmpty();
	}

	private CompletableFuture<List<String>> takeOnAnotherThread() {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return taken(1000);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}, (task) -> {
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			thread.start();
		});
	}

	/**
	 * Be the writer, and write.
	 */
	private List<String> taken(int batchSize) throws InterruptedException {
		List<String> taken = takenToWrite(batchSize);
		this.queue.written();
		return taken;
	}

	/**
	 * Be the writer, who has yet to write.
	 */
	private List<String> takenToWrite(int batchSize) throws InterruptedException {
		return this.queue.take(batchSize).stream().map((line) -> new String(line, StandardCharsets.UTF_8)).toList();
	}

	private static byte[] line(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Keeps what is written to it.
	 */
	private static final class RecordingPipe implements LineQueue.Pipe {

		private final List<String> written = new ArrayList<>();

		/** What happens while it is written to. */
		private final Deque<Runnable> meanwhile = new ArrayDeque<>();

		private IOException failure;

		private int broken;

		@Override
		public void write(byte[] bytes, int length) throws IOException {
			if (this.failure != null) {
				throw this.failure;
			}
			this.written.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
			Runnable event = this.meanwhile.poll();
			if (event != null) {
				event.run();
			}
		}

		@Override
		public void broken(IOException reason) {
			this.broken++;
		}

	}

}
