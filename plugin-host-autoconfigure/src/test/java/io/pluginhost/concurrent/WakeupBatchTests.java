package io.pluginhost.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.pluginhost.testing.HandTurnedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thread that adds many tasks, and the threads that run them.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class WakeupBatchTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private final ElasticPool pool = new ElasticPool(new HandTurnedTime(), (task) -> {
		Thread thread = new Thread(task, "pool-thread");
		thread.setDaemon(true);
		this.threads.add(thread);
		return thread;
	});

	private final Outbox.Share share = new Outbox.Share();

	@AfterEach
	void end() {
		WakeupBatch.end();
		this.pool.shutdown();
	}

	@Test
	void noThreadIsWokenBeforeTheEnd() {
		List<Integer> done = new ArrayList<>();
		WakeupBatch.begin();
		for (int i = 0; i < 100; i++) {
			int number = i;
			this.pool.execute(() -> done.add(number));
		}
		assertThat(this.threads).isEmpty();
		CompletableFuture<Void> last = submit();
		WakeupBatch.end();
		assertThat(last).succeedsWithin(PATIENCE);
		assertThat(done).hasSize(100).isSorted();
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void runningThreadTakesTasksBeforeTheEnd() throws InterruptedException {
		CountDownLatch busy = new CountDownLatch(1);
		CompletableFuture<Void> begun = new CompletableFuture<>();
		this.pool.execute(() -> {
			begun.complete(null);
			await(busy);
		});
		assertThat(begun).succeedsWithin(PATIENCE);
		WakeupBatch.begin();
		CompletableFuture<Void> brought = submit();
		busy.countDown();
		assertThat(brought).succeedsWithin(PATIENCE);
	}

	@Test
	void executeAfterTheEndWakesAThread() {
		WakeupBatch.begin();
		WakeupBatch.end();
		assertThat(submit()).succeedsWithin(PATIENCE);
	}

	@Test
	void batchOfOneThreadDoesNotDeferOthers() {
		WakeupBatch.begin();
		CompletableFuture<Void> elsewhere = CompletableFuture.supplyAsync(this::submit)
			.thenCompose((brought) -> brought);
		assertThat(elsewhere).succeedsWithin(PATIENCE);
	}

	@Test
	void putThatWaitsForRoomEndsTheBatch() {
		List<String> delivered = new CopyOnWriteArrayList<>();
		Outbox<String> outbox = new Outbox<>("news", 100, this.pool, new HandTurnedTime(), delivered::add);
		WakeupBatch.begin();
		put(outbox, "first");
		assertThat(this.threads).isEmpty();
		// Would wait for ever if no thread were woken
		put(outbox, "second");
		assertThat(delivered).contains("first");
	}

	private void put(Outbox<String> outbox, String item) {
		outbox.put(item, 100, () -> false, this.share, new Outbox.Pause() {

			@Override
			public void began() {
			}

			@Override
			public void ended() {
			}

		});
	}

	private CompletableFuture<Void> submit() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.pool.execute(() -> done.complete(null));
		return done;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
