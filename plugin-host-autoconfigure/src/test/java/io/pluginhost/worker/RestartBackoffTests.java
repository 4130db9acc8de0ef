package io.pluginhost.worker;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.pluginhost.RestartPolicy;

import static org.assertj.core.api.Assertions.assertThat;

class RestartBackoffTests {

	@Test
	void delayGrowsUpToItsCapAndThenVaries() {
		RestartPolicy policy = policy(0.25, 10);
		assertThat(RestartBackoff.delay(policy, 1, 0.5)).contains(Duration.ofSeconds(1));
		assertThat(RestartBackoff.delay(policy, 4, 0.5)).contains(Duration.ofSeconds(8));
		assertThat(RestartBackoff.delay(policy, 10, 0.5)).contains(Duration.ofMinutes(5));
		assertThat(RestartBackoff.delay(policy, 10, 1)).contains(Duration.ofSeconds(375));
		assertThat(RestartBackoff.delay(policy, 10, 0)).contains(Duration.ofSeconds(225));
	}

	@Test
	void delayIsNeverOutsideItsBounds() {
		RestartPolicy policy = policy(0.25, -1);
		for (int crash = 1; crash < 5000; crash += 7) {
			for (double random = 0; random <= 1; random += 0.1) {
				assertThat(RestartBackoff.delay(policy, crash, random).orElseThrow()).isBetween(Duration.ofMillis(750),
						Duration.ofSeconds(375));
			}
		}
	}

	@Test
	void delayIsNeverZero() {
		assertThat(RestartBackoff.delay(policy(1, 10), 1, 0).orElseThrow()).isPositive();
	}

	@Test
	void delayWhenRestartsAreUsedUpIsEmpty() {
		assertThat(RestartBackoff.delay(policy(0, 10), 10, 0)).isPresent();
		assertThat(RestartBackoff.delay(policy(0, 10), 11, 0)).isEmpty();
		assertThat(RestartBackoff.delay(policy(0, 0), 1, 0)).isEmpty();
		assertThat(RestartBackoff.delay(policy(0, -1), 100_000, 0)).isPresent();
	}

	@Test
	void delayWhenDisabledIsEmpty() {
		RestartPolicy policy = new RestartPolicy(false, Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0, -1,
				Duration.ofMinutes(10));
		assertThat(RestartBackoff.delay(policy, 1, 0)).isEmpty();
	}

	private static RestartPolicy policy(double jitter, int maxRestarts) {
		return new RestartPolicy(true, Duration.ofSeconds(1), 2, Duration.ofMinutes(5), jitter, maxRestarts,
				Duration.ofMinutes(10));
	}

}
