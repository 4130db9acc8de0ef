package io.pluginhost.process.tree;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Watchdog}: when it is started again.
 */
class WatchdogTests {

	private final List<FakeProgram> started = new ArrayList<>();

	private @Nullable IOException failure;

	private boolean diesAtOnce;

	private final Watchdog watchdog = new Watchdog(this::start);

	@Test
	void lookWhenItHasEndedStartsItAgain() {
		// The watchdog is started again when it ends, whether or not anything is launched
		this.watchdog.ensureRunning();
		this.watchdog.look();
		assertThat(this.started).hasSize(1);
		this.started.get(0).alive = false;
		this.watchdog.look();
		assertThat(this.started).hasSize(2);
		assertThat(this.started.get(1).alive).isTrue();
	}

	@Test
	void ensureRunningWhenTheLastStartFailedStartsIt() {
		// A failed start is made up for with the next launch
		this.failure = new IOException("error=11, Resource temporarily unavailable");
		this.watchdog.ensureRunning();
		this.watchdog.ensureRunning();
		assertThat(this.started).isEmpty();
		this.failure = null;
		this.watchdog.ensureRunning();
		assertThat(this.started).hasSize(1);
	}

	@Test
	void lookWhenTheLastStartFailedStartsItToo() {
		this.failure = new IOException("error=11, Resource temporarily unavailable");
		this.watchdog.ensureRunning();
		this.failure = null;
		look(3);
		assertThat(this.started).hasSize(1);
	}

	@Test
	void lookWhenItDiesAtOnceStartsItLaterAndLater() {
		// A watchdog that cannot live does not keep the machine busy
		this.diesAtOnce = true;
		this.watchdog.ensureRunning();
		look(3600);
		assertThat(this.started).hasSizeBetween(50, 80);
		for (int i = 0; i < 1000; i++) {
			this.watchdog.ensureRunning();
		}
		assertThat(this.started).hasSizeLessThan(82);
		this.diesAtOnce = false;
		look(61);
		look(20);
		int before = this.started.size();
		this.started.get(before - 1).alive = false;
		look(1);
		assertThat(this.started).as("has lived again").hasSize(before + 1);
	}

	@Test
	void lookWhenItWasDismissedStartsNothing() {
		this.watchdog.ensureRunning();
		this.watchdog.dismiss();
		this.started.get(0).alive = false;
		this.watchdog.look();
		this.watchdog.ensureRunning();
		assertThat(this.started).hasSize(1);
	}

	private void look(int times) {
		for (int i = 0; i < times; i++) {
			this.watchdog.look();
		}
	}

	private Process start() throws IOException {
		if (this.failure != null) {
			throw this.failure;
		}
		FakeProgram program = new FakeProgram();
		program.alive = !this.diesAtOnce;
		this.started.add(program);
		return program;
	}

	private static final class FakeProgram extends Process {

		private boolean alive = true;

		@Override
		public OutputStream getOutputStream() {
			return OutputStream.nullOutputStream();
		}

		@Override
		public InputStream getInputStream() {
			return InputStream.nullInputStream();
		}

		@Override
		public InputStream getErrorStream() {
			return InputStream.nullInputStream();
		}

		@Override
		public int waitFor() {
			return 0;
		}

		@Override
		public boolean waitFor(long timeout, TimeUnit unit) {
			return true;
		}

		@Override
		public int exitValue() {
			if (this.alive) {
				throw new IllegalThreadStateException("alive");
			}
			return 137;
		}

		@Override
		public void destroy() {
			this.alive = false;
		}

		@Override
		public boolean isAlive() {
			return this.alive;
		}

		@Override
		public long pid() {
			return 1;
		}

	}

}
