package io.pluginhost.process;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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
		this.queue.written();
		assertThat(this.queue.offer(line("x"))).isFalse();
		taken(1);
		assertThat(this.queue.offer(line("x"))).as("the pipe does not have it yet").isFalse();
		this.queue.written();
		assertThat(this.queue.offer(line("x"))).isTrue();
	}

	@Test
	void isWaitingUntilThePipeHasItAll() throws InterruptedException {
		assertThat(this.queue.isWaiting()).isFalse();
		this.queue.offerUrgent(line("urgent"));
		assertThat(this.queue.isWaiting()).isTrue();
		taken(1);
		assertThat(this.queue.isWaiting()).isTrue();
		this.queue.written();
		assertThat(this.queue.isWaiting()).isFalse();
		this.queue.offer(line("a"));
		assertThat(this.queue.isWaiting()).isTrue();
		this.queue.close();
		assertThat(this.queue.isWaiting()).isFalse();
	}

	@Test
	void progressChangesWithWhatThePipeTakes() throws InterruptedException {
		long before = this.queue.progress();
		this.queue.offer(line("a"));
		taken(1);
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

	private List<String> taken(int batchSize) throws InterruptedException {
		return this.queue.take(batchSize).stream().map((line) -> new String(line, StandardCharsets.UTF_8)).toList();
	}

	private static byte[] line(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
