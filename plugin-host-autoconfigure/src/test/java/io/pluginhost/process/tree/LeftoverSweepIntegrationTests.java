package io.pluginhost.process.tree;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.pluginhost.process.LocalProcessLauncher;
import io.pluginhost.process.Scenario;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What dead hosts have left is ended before the first start, and nothing else.
 */
@EnabledOnOs(OS.LINUX)
class LeftoverSweepIntegrationTests {

	private final Scenario scenario = new Scenario();

	private final OwnerMark own = OwnerMark.ofThisHost();

	@AfterEach
	void end() {
		this.scenario.close();
	}

	/**
	 * Any other host that starts on this machine meanwhile ends them too.
	 */
	@Test
	void leftoversOfDeadHostsAreEndedAndOthersSpared() throws Exception {
		Process gone = new ProcessBuilder("true").start();
		gone.waitFor();
		Process deadHost = plant(mark(gone.pid(), "1"));
		Process otherStart = plant(mark(this.own.hostPid(), this.own.hostStarted() + "1"));
		Process liveHost = plant(this.own);
		Process otherBoot = plant(new OwnerMark("0", this.own.pidNamespace(), gone.pid(), "1"));
		Process otherNamespace = plant(new OwnerMark(this.own.bootId(), "0", gone.pid(), "1"));
		try (LocalProcessLauncher launcher = Scenario.launcher()) {
			Scenario.Recorder.of(launcher.launch(this.scenario.script("first", "true"))).awaitExit();
			assertThat(this.scenario.processes())
				.containsExactlyInAnyOrder(liveHost.pid(), otherBoot.pid(), otherNamespace.pid())
				.doesNotContain(deadHost.pid(), otherStart.pid());
		}
		assertThat(liveHost.isAlive()).isTrue();
	}

	private OwnerMark mark(long hostPid, String started) {
		return new OwnerMark(this.own.bootId(), this.own.pidNamespace(), hostPid, started);
	}

	private Process plant(OwnerMark owner) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("sleep", "600");
		builder.environment().put(Scenario.TAG, this.scenario.tag());
		builder.environment().put(OwnerMark.VARIABLE, owner.toString());
		return builder.start();
	}

}
