package io.pluginhost.process.tree;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.pluginhost.process.Scenario;
import io.pluginhost.testing.ScarceThreads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ExitWatch}.
 */
class ExitWatchIntegrationTests {

	private final ScarceThreads scarce = new ScarceThreads();

	@Test
	void watchGoesOnWhateverALookThrows() {
		// One process that cannot be looked at keeps no other from being looked at
		List<String> looked = new CopyOnWriteArrayList<>();
		try (ExitWatch watch = new ExitWatch((name, work) -> this.scarce.factory(name).newThread(work))) {
			AtomicBoolean over = new AtomicBoolean();
			watch.add(() -> {
				if (over.get()) {
					return true;
				}
				looked.add("bad");
				throw new OutOfMemoryError("Told by a test");
			});
			watch.add(() -> {
				looked.add("good");
				return true;
			});
			this.scarce.exhaust();
			await().atMost(Scenario.PATIENCE)
				.until(() -> looked.contains("good") && looked.stream().filter("bad"::equals).count() > 3);
			over.set(true);
			assertThat(looked).containsOnlyOnce("good");
			assertThat(this.scarce.refused()).isZero();
		}
	}

}
