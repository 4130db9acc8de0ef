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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LineQueueTests {

	private final LineQueue queue = new LineQueue(10);

	@Test
	void takeGivesLinesInTheirOrder() throws InterruptedException {
		this.queue.offer(line("a"));
		this.queue.put(line("b"), "answer");
		this.queue.offer(line("c"));
		assertThat(taken(1000)).containsExactly("a", "b", "c");
	}

	@Test
	void takeGivesUrgentLinesFirst() throws InterruptedException {
		this.queue.offer(line("a"));
		this.queue.offerUrgent(line("b"), "urgent");
		this.queue.offerUrgent(line("c"), "urgent");
		assertThat(taken(1000)).containsExactly("b", "c", "a");
	}

	@Test
	void takeStopsAtItsBatchSize() throws InterruptedException {
		this.queue.put(line("12345"), "answer");
		this.queue.put(line("67890"), "answer");
		this.queue.put(line("x"), "answer");
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
		this.queue.offerUrgent(line("urgent"), "urgent");
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
		RecordingPipe pipe = pipe();
		this.queue.offerDirectly(line("c"), "c");
		assertThat(told).as("did not wait").hasValue(2);
		pipe.meanwhile.add(this.queue::seeToWaiting);
		this.queue.offerDirectly(line("d"), "d");
		assertThat(told).as("a write that takes long").hasValue(3);
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
		assertThat(this.queue.put(line("answer"), "answer")).isTrue();
		assertThat(this.queue.offerUrgent(line("urgent"), "urgent")).isTrue();
		assertThat(taken(1000)).containsExactly("urgent", "1234567890", "answer");
	}

	@Test
	void urgentLinesTakeNoRoomFromOthers() {
		this.queue.offerUrgent(line("12345678901234567890"), "urgent");
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
		this.queue.offerUrgent(line("b"), "urgent");
		this.queue.close();
		assertThat(this.queue.offer(line("c"))).isFalse();
		assertThat(this.queue.put(line("c"), "answer")).isFalse();
		assertThat(this.queue.offerUrgent(line("c"), "urgent")).isFalse();
		assertThat(taken(1000)).isEmpty();
	}

	// Writing directly

	@Test
	void aCallerWritesWhereThePipeIsSureToTakeIt() {
		RecordingPipe pipe = pipe();
		assertThat(this.queue.offerDirectly(line("a"), "a")).isTrue();
		assertThat(this.queue.putDirectly(line("b"))).isTrue();
		assertThat(pipe.written).containsExactly("a", "b");
		assertThat(this.queue.isWaiting()).isFalse();
	}

	@Test
	void noThreadButACallersWrites() {
		// Loops, timers and readers never write to a pipe, whatever room it has
		RecordingPipe pipe = pipe();
		this.queue.offerUrgent(line("urgent"), "urgent");
		this.queue.offer(line("a"), "a");
		this.queue.put(line("b"), "b");
		this.queue.putRefusal(line("c"));
		assertThat(pipe.written).isEmpty();
		assertThat(this.queue.isWaiting()).isTrue();
	}

	@Test
	void whatThePipeMayNotTakeIsLeftToTheWriter() throws InterruptedException {
		RecordingPipe pipe = pipe();
		byte[] first = new byte[PipeCredit.SIZE - 1];
		this.queue.offerDirectly(first, "first");
		this.queue.offerDirectly(line("xy"), "xy");
		this.queue.offerUrgent(line("z"), "urgent");
		this.queue.offerDirectly(line("w"), "w");
		assertThat(pipe.written).as("even what would fit waits its turn").hasSize(1);
		assertThat(taken(1000)).containsExactly("z", "xy", "w");
		this.queue.credit().acknowledge(PipeCredit.SIZE - 1);
		this.queue.offerDirectly(line("more"), "more");
		assertThat(pipe.written).hasSize(2).endsWith("more");
	}

	@Test
	void onlyWhatHasBeenReadMakesRoom() {
		RecordingPipe pipe = pipe();
		Map<Object, Long> positions = new HashMap<>();
		this.queue.credit().tellWritten(positions::put);
		this.queue.offerDirectly(new byte[3000], "first");
		this.queue.offerDirectly(new byte[1000], "second");
		assertThat(positions).isEqualTo(Map.of("first", 0L, "second", 3000L));
		this.queue.credit().acknowledge(3000);
		this.queue.credit().acknowledge(1000);
		this.queue.offerDirectly(new byte[3096], "third");
		this.queue.offerDirectly(new byte[1], "fourth");
		assertThat(pipe.written).hasSize(3);
		assertThat(positions).containsEntry("third", 4000L).doesNotContainKey("fourth");
	}

	@Test
	void anAnswerToALineProvesNothingOfItsEnd() {
		// A worker that knows a call need not have read more of it than its id
		RecordingPipe pipe = pipe();
		Map<Object, Long> positions = new HashMap<>();
		this.queue.credit().tellWritten(positions::put);
		for (int i = 0; i < 20; i++) {
			this.queue.offerDirectly(new byte[PipeCredit.SIZE], i);
			this.queue.credit().acknowledge(positions.getOrDefault((Object) i, 0L));
		}
		assertThat(pipe.written).hasSize(1);
	}

	@Test
	void nobodyWritesBesideTheWriter() throws InterruptedException {
		this.queue.offer(line("a"));
		RecordingPipe pipe = pipe();
		takenToWrite(1000);
		this.queue.offerDirectly(line("b"), "b");
		assertThat(pipe.written).isEmpty();
		this.queue.written();
		assertThat(taken(1000)).containsExactly("b");
		this.queue.offerDirectly(line("c"), "c");
		assertThat(pipe.written).containsExactly("c");
	}

	@Test
	void aCallerThatWritesTakesAlongWhatOthersBringMeanwhile() {
		RecordingPipe pipe = pipe();
		pipe.meanwhile.add(() -> {
			this.queue.offer(line("b"));
			this.queue.offerUrgent(line("c"), "urgent");
		});
		this.queue.offerDirectly(line("a"), "a");
		assertThat(pipe.written).containsExactly("a", "cb");
		assertThat(this.queue.isWaiting()).isFalse();
	}

	@Test
	void aCallerWritesForOthersOnlyForAWhile() {
		// A caller goes on with its own work, however much others bring
		RecordingPipe pipe = pipe();
		byte[] line = new byte[2048];
		int enough = PipeCredit.SHARE / line.length + 10;
		for (int i = 1; i <= enough; i++) {
			long read = 2048L * i;
			pipe.meanwhile.add(() -> {
				this.queue.credit().acknowledge(read);
				this.queue.put(line, "answer");
			});
		}
		this.queue.offerDirectly(line, "first");
		assertThat(pipe.written).hasSize(PipeCredit.SHARE / line.length);
		assertThat(this.queue.isWaiting()).isTrue();
	}

	@Test
	void whatOthersBringMeanwhileIsLeftToTheWriterIfItIsTooMuch() throws Exception {
		// A writer that waits is woken by the caller that leaves lines to it
		RecordingPipe pipe = pipe();
		Thread writer = takeOnAnotherThread();
		pipe.meanwhile.add(() -> this.queue.offer(new byte[PipeCredit.SIZE]));
		this.queue.offerDirectly(line("a"), "a");
		writer.join(10_000);
		assertThat(writer.isAlive()).isFalse();
		assertThat(pipe.written).containsExactly("a");
	}

	@Test
	void aBrokenPipeIsToldOnceAndClosesTheQueue() {
		RecordingPipe pipe = pipe();
		pipe.failure = new IOException("Broken pipe");
		assertThat(this.queue.offerDirectly(line("a"), "a")).isTrue();
		assertThat(this.queue.offerDirectly(line("b"), "b")).isFalse();
		assertThat(this.queue.isClosed()).isTrue();
		assertThat(this.queue.credit().writing()).isZero();
		assertThat(pipe.broken).isEqualTo(1);
	}

	@Test
	void aWriteThatFailsOtherwiseClosesTheQueueToo() {
		// Nothing knows how much of the line the pipe has taken
		RecordingPipe pipe = pipe();
		pipe.meanwhile.add(() -> {
			throw new OutOfMemoryError("test");
		});
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> this.queue.offerDirectly(line("a"), "a"));
		assertThat(this.queue.isClosed()).isTrue();
		assertThat(pipe.broken).isEqualTo(1);
	}

	@Test
	void nothingIsWrittenDirectlyWithoutAWatch() {
		// A write that could block after all is always found
		RecordingPipe pipe = new RecordingPipe();
		this.queue.credit().writeTo(pipe);
		this.queue.offerDirectly(line("a"), "a");
		assertThat(pipe.written).isEmpty();
	}

	@Test
	void theWatchBeginsBeforeTheFirstWriteAndCannotRestDuringOne() {
		// The watch looks for as long as a write is in progress
		RecordingPipe pipe = new RecordingPipe();
		this.queue.credit().writeTo(pipe);
		List<String> order = new ArrayList<>();
		this.queue.credit().watchBy(() -> order.add("watch"));
		pipe.meanwhile.add(() -> {
			order.add("write");
			assertThat(this.queue.credit().writing()).isEqualTo(1);
			assertThat(this.queue.credit().watchBy(() -> order.add("again"))).isFalse();
		});
		this.queue.offerDirectly(line("a"), "a");
		this.queue.offerDirectly(line("b"), "b");
		assertThat(order).containsExactly("watch", "write");
		assertThat(this.queue.credit().writing()).isZero();
		assertThat(this.queue.credit().watchBy(() -> order.add("again"))).isTrue();
		this.queue.offerDirectly(line("c"), "c");
		assertThat(order).containsExactly("watch", "write", "again");
		assertThat(pipe.written).containsExactly("a", "b", "c");
	}

	@Test
	void aWatchThatFindsNoThreadIsBegunWithTheNextLine() throws InterruptedException {
		// A shortage of threads costs a detour through the writer, and no watch
		RecordingPipe pipe = new RecordingPipe();
		this.queue.credit().writeTo(pipe);
		AtomicInteger attempts = new AtomicInteger();
		this.queue.credit().watchBy(() -> {
			if (attempts.incrementAndGet() == 1) {
				throw new OutOfMemoryError("unable to create native thread");
			}
		});
		assertThat(this.queue.offerDirectly(line("a"), "a")).isTrue();
		assertThat(pipe.written).isEmpty();
		assertThat(taken(1000)).containsExactly("a");
		this.queue.offerDirectly(line("b"), "b");
		assertThat(pipe.written).containsExactly("b");
		assertThat(attempts).hasValue(2);
	}

	@Test
	void aQueueThatIsLeftToTheWriterIsNotWrittenToByCallers() {
		// A worker that has held one caller holds no second
		RecordingPipe pipe = pipe();
		this.queue.credit().forbid();
		this.queue.offerDirectly(line("a"), "a");
		assertThat(pipe.written).isEmpty();
	}

	// The writer

	@Test
	void aWriterThatHasLeftIsReplaced() {
		// A writer that could not be started is started with the next line
		AtomicInteger started = new AtomicInteger();
		this.queue.attendBy(() -> {
			started.incrementAndGet();
			this.queue.writerLeft();
		});
		this.queue.offer(line("a"));
		assertThat(started).hasValue(1);
		this.queue.offer(line("b"));
		assertThat(started).hasValue(2);
		this.queue.seeToWaiting();
		assertThat(started).as("or when it is seen to").hasValue(3);
	}

	@Test
	void aWriterIsStartedOnce() {
		AtomicInteger started = new AtomicInteger();
		this.queue.attendBy(started::incrementAndGet);
		this.queue.offer(line("a"));
		this.queue.offer(line("b"));
		this.queue.seeToWaiting();
		assertThat(started).hasValue(1);
	}

	// Room

	@Test
	void thatThereIsRoomAgainIsToldOnce() throws InterruptedException {
		// What waits for room goes on when the process has read
		AtomicInteger told = new AtomicInteger();
		this.queue.runWhenRoom(told::incrementAndGet);
		assertThat(told).as("there is room already").hasValue(1);
		this.queue.offer(line("1234567890"));
		this.queue.runWhenRoom(told::incrementAndGet);
		takenToWrite(1000);
		assertThat(told).as("the pipe does not have it yet").hasValue(1);
		this.queue.written();
		assertThat(told).hasValue(2);
		this.queue.offer(line("1234567890"));
		taken(1000);
		assertThat(told).hasValue(2);
	}

	@Test
	void whatIsTakenBackOrDroppedMakesRoom() {
		// Nothing waits for the room of a queue that is closed
		AtomicInteger told = new AtomicInteger();
		this.queue.offer(line("1234567890"), "owner");
		this.queue.runWhenRoom(told::incrementAndGet);
		this.queue.retract("owner");
		assertThat(told).hasValue(1);
		this.queue.offer(line("1234567890"));
		this.queue.runWhenRoom(told::incrementAndGet);
		this.queue.close();
		assertThat(told).hasValue(2);
	}

	@Test
	void refusalsAreTakenBeyondTheLimitButNotWithoutEnd() {
		// What a worker is refused is bounded in bytes, not only in lines
		byte[] refusal = new byte[1024 * 1024];
		for (int i = 0; i <= 32; i++) {
			assertThat(this.queue.putRefusal(refusal)).isTrue();
		}
		assertThat(this.queue.putRefusal(refusal)).isFalse();
		assertThat(this.queue.putRefusal(line("x"))).isFalse();
		assertThat(this.queue.put(line("answer"), "answer")).isTrue();
	}

	@Test
	void anUrgentLineCanBeTakenBack() {
		// A health check that nobody waits for any more is not sent
		this.queue.offerUrgent(line("urgent"), "owner");
		assertThat(this.queue.retract("owner")).isTrue();
		assertThat(this.queue.isWaiting()).isFalse();
	}

	@Test
	void concurrentLinesAreWrittenOnceEachAndWhole() throws Exception {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		AtomicInteger writers = new AtomicInteger();
		LineQueue shared = new LineQueue(Long.MAX_VALUE);
		StdinPipe pipe = new StdinPipe() {

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
		shared.credit().writeTo(pipe);
		shared.credit().watchBy(() -> {
		});
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
				shared.offerDirectly(line(caller + ":" + i + "\n"), caller);
				if (i % 7 == 0) {
					shared.credit().acknowledge(all.size());
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
		this.queue.credit().writeTo(pipe);
		this.queue.credit().watchBy(() -> {
		});
		return pipe;
	}

	@Test
	void takeWaitsForALine() throws Exception {
		Thread writer = takeOnAnotherThread();
		this.queue.offer(line("a"));
		writer.join(10_000);
		assertThat(writer.isAlive()).isFalse();
	}

	@Test
	void takeWhenClosedWhileWaitingReturnsNothing() throws Exception {
		Thread writer = takeOnAnotherThread();
		this.queue.close();
		writer.join(10_000);
		assertThat(writer.isAlive()).isFalse();
	}

	/**
	 * Have a writer that waits for lines already, and ends when it has been woken.
	 */
	private Thread takeOnAnotherThread() {
		Thread thread = new Thread(() -> {
			try {
				this.queue.take(1000);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		while (thread.getState() != Thread.State.WAITING) {
			Thread.onSpinWait();
		}
		return thread;
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
	private static final class RecordingPipe implements StdinPipe {

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
