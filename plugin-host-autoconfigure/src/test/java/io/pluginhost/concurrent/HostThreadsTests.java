package io.pluginhost.concurrent;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.pluginhost.testing.ScarceThreads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Threads before and after the end of their host.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HostThreadsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final HostThreads threads = new HostThreads(new SystemTimekeeper(), null);

	@AfterEach
	void close() {
		this.threads.close();
	}

	@Test
	void workIsDoneOnDaemonsWithAName() {
		assertThat(threadOf(this.threads.loop("a")).getName()).startsWith("plugin-host-loop-");
		assertThat(threadOf(this.threads.callbacks()).getName()).startsWith("plugin-host-callback-");
		assertThat(threadOf(this.threads.handlers()).getName()).startsWith("plugin-host-handler-");
		assertThat(threadOf(this.threads.callbacks()).isDaemon()).isTrue();
	}

	/**
	 * The JDK's threads, which outlive an application, hold nothing of it. Handlers and
	 * listeners see what is the application's.
	 */
	@Test
	void permanentThreadInheritsNothingOfTheApplication() throws Exception {
		Thread current = Thread.currentThread();
		ClassLoader before = current.getContextClassLoader();
		try (URLClassLoader application = new URLClassLoader(new URL[0])) {
			current.setContextClassLoader(application);
			try (SystemTimekeeper time = new SystemTimekeeper(); HostThreads threads = new HostThreads(time, null)) {
				assertThat(threadOf(threads.spawner("a")).getContextClassLoader())
					.isSameAs(ClassLoader.getSystemClassLoader());
				// Whoever happens to start them
				current.setContextClassLoader(ClassLoader.getSystemClassLoader());
				assertThat(threadOf(threads.callbacks()).getContextClassLoader()).isSameAs(application);
				assertThat(threadOf(threads.handlers()).getContextClassLoader()).isSameAs(application);
				assertThat(threadOf(threads.loop("a")).getContextClassLoader()).isSameAs(application);
			}
		}
		finally {
			current.setContextClassLoader(before);
		}
	}

	@Test
	void closeEndsThreadsThatHaveNothingToDo() throws InterruptedException {
		List<Thread> idle = List.of(threadOf(this.threads.loop("a")), threadOf(this.threads.callbacks()),
				threadOf(this.threads.handlers()));
		assertThat(idle).allMatch(Thread::isAlive);
		this.threads.close();
		for (Thread thread : idle) {
			thread.join();
		}
	}

	@Test
	void taskAfterCloseRunsOnAThreadOfItsPool() throws InterruptedException {
		// A thread that settles a future late sees no exception, and runs no callback
		// itself
		Executor loop = this.threads.loop("a");
		this.threads.close();
		Thread late = threadOf(loop);
		assertThat(late.getName()).startsWith("plugin-host-loop-");
		late.join();
		Thread callback = threadOf(this.threads.callbacks());
		assertThat(callback.getName()).startsWith("plugin-host-callback-");
		callback.join();
	}

	@Test
	void tasksAfterCloseRunInOrder() {
		Executor loop = this.threads.loop("a");
		this.threads.close();
		List<Integer> done = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			int number = i;
			loop.execute(() -> done.add(number));
		}
		CompletableFuture<Void> last = new CompletableFuture<>();
		loop.execute(() -> last.complete(null));
		assertThat(last).succeedsWithin(PATIENCE);
		assertThat(done).hasSize(1000).isSorted();
	}

	@Test
	void alarmsOfAClosedTimekeeperNeitherRingNorThrow() {
		SystemTimekeeper time = new SystemTimekeeper();
		List<String> rung = new ArrayList<>();
		time.schedule(Duration.ofHours(1), () -> rung.add("before"));
		time.close();
		time.schedule(Duration.ZERO, () -> rung.add("after")).cancel();
		assertThat(rung).isEmpty();
	}

	@Test
	void timekeeperThatCannotHaveAThreadSaysSo() {
		// What retries everything else does not begin without its own thread
		ScarceThreads scarce = new ScarceThreads();
		scarce.exhaust();
		assertThatIllegalStateException().isThrownBy(() -> new SystemTimekeeper(scarce.factory("timer")))
			.withMessageContaining(NoThreadException.MESSAGE);
	}

	@Test
	void alarmThatThrowsHarmsNoOther() {
		// The timer's thread stays when an alarm throws
		ScarceThreads scarce = new ScarceThreads();
		try (SystemTimekeeper time = new SystemTimekeeper(scarce.factory("timer"))) {
			scarce.exhaust();
			CompletableFuture<Void> rung = new CompletableFuture<>();
			time.schedule(Duration.ZERO, () -> {
				throw new OutOfMemoryError("Told by a test");
			});
			time.schedule(Duration.ofMillis(1), () -> rung.complete(null));
			assertThat(rung).succeedsWithin(PATIENCE);
			assertThat(scarce.started()).hasSize(1);
		}
	}

	@Test
	void alarmThatIsCancelledHoldsNothing() {
		// What an alarm would have done can be forgotten at once
		try (SystemTimekeeper time = new SystemTimekeeper()) {
			List<String> rung = new ArrayList<>();
			time.schedule(Duration.ofMillis(1), () -> rung.add("cancelled")).cancel();
			CompletableFuture<Void> later = new CompletableFuture<>();
			time.schedule(Duration.ofMillis(20), () -> later.complete(null));
			assertThat(later).succeedsWithin(PATIENCE);
			assertThat(rung).isEmpty();
		}
	}

	@Test
	void permanentThreadsExistOnceAPluginIsSpawned() {
		// Loops and callbacks have a thread before the first process is spawned
		ScarceThreads scarce = new ScarceThreads();
		try (SystemTimekeeper time = new SystemTimekeeper();
				HostThreads threads = new HostThreads(time, null, 4, scarce::factory)) {
			Executor loop = threads.loop("a");
			CompletableFuture<Void> spawned = new CompletableFuture<>();
			loop.execute(() -> threads.spawner("a").execute(() -> spawned.complete(null)));
			assertThat(spawned).succeedsWithin(PATIENCE);
			scarce.exhaust();
			assertThat(threadOf(threads.callbacks()).getName()).isEqualTo("plugin-host-callback-1");
			assertThat(threadOf(loop).getName()).startsWith("plugin-host-loop-");
			assertThat(threads.callbackThreads()).isEqualTo(1);
			assertThat(threads.waitingCallbacks()).isZero();
			assertThat(scarce.refused()).isZero();
		}
	}

	@Test
	void pluginIsNotSpawnedWhileNoThreadForCallbacksCanBeStarted() {
		// A process is not started before what must happen has a thread
		ScarceThreads scarce = new ScarceThreads();
		try (SystemTimekeeper time = new SystemTimekeeper();
				HostThreads threads = new HostThreads(time, null, 4, scarce::factory)) {
			scarce.exhaust("plugin-host-callback");
			List<String> spawned = new ArrayList<>();
			assertThatExceptionOfType(OutOfMemoryError.class)
				.isThrownBy(() -> threads.spawner("a").execute(() -> spawned.add("a")));
			assertThat(spawned).isEmpty();
		}
	}

	private static Thread threadOf(Executor executor) {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		executor.execute(() -> thread.complete(Thread.currentThread()));
		assertThat(thread).succeedsWithin(PATIENCE);
		return thread.join();
	}

}
