package io.pluginhost.process.tree;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.pluginhost.concurrent.NoThreadException;
import io.pluginhost.testing.ScarceThreads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@EnabledOnOs(OS.LINUX)
class ProcessStarterIntegrationTests {

	private final ScarceThreads scarce = new ScarceThreads();

	@Test
	void startWhenNoThreadIsLeftStartsNoProcess(@TempDir Path directory) throws Exception {
		// A process that the JDK has no thread for could neither be waited for nor ended
		Path started = directory.resolve("started");
		ProcessBuilder builder = new ProcessBuilder("touch", started.toString());
		this.scarce.exhaust();
		assertThatExceptionOfType(NoThreadException.class)
			.isThrownBy(() -> ProcessStarter.start(builder, this.scarce.factory("room")).waitFor());
		assertThat(started).doesNotExist();
		this.scarce.replenish();
		assertThat(ProcessStarter.start(builder, this.scarce.factory("room")).waitFor()).isZero();
		assertThat(started).exists();
	}

}
