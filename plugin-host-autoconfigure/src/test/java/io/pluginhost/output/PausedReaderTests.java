package io.pluginhost.output;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.testing.HandTurnedTime;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class PausedReaderTests {

	private final HandTurnedTime time = new HandTurnedTime();

	private final PausedReader reader = new PausedReader("acme.linear", this.time, Thread::currentThread);

	@Test
	void aLongPauseIsReportedWithThreadAndListenerAndSoIsItsEnd(CapturedOutput output) {
		// A paused reader is a WARN with plugin and thread after ten seconds, and its end
		// is logged
		this.reader.began();
		pass(PausedReader.LONG.minusNanos(1));
		assertThat(output).doesNotContain("has been read");
		pass(Duration.ofNanos(1));
		assertThat(output)
			.containsOnlyOnce("Nothing has been read of plugin 'acme.linear' for 10s, including its answers: its "
					+ "stream events wait for a listener on thread '" + Thread.currentThread().getName() + "', at ");
		pass(Duration.ofMinutes(1));
		assertThat(this.reader.pausedFor()).isEqualTo(Duration.ofSeconds(70));
		this.reader.ended();
		assertThat(this.reader.pausedFor()).isNull();
		assertThat(output).containsOnlyOnce("has been read")
			.containsOnlyOnce("Reading of plugin 'acme.linear' continues after 1m10s");
	}

	@Test
	void aShortPauseIsNotReported(CapturedOutput output) {
		for (int i = 0; i < 10; i++) {
			this.reader.began();
			pass(Duration.ofSeconds(9));
			this.reader.ended();
		}
		pass(Duration.ofMinutes(1));
		assertThat(output).doesNotContain("read");
	}

	@Test
	void pauseWithoutAListenerThreadWaitsForACallbackThread(CapturedOutput output) {
		PausedReader reader = new PausedReader("acme.linear", this.time, () -> null);
		reader.began();
		pass(PausedReader.LONG);
		assertThat(output).contains("its stream events wait for a callback thread");
	}

	private void pass(Duration duration) {
		long until = this.time.nanoTime() + duration.toNanos();
		while (this.time.fireNext(until)) {
			// next
		}
		this.time.moveTo(until);
	}

}
