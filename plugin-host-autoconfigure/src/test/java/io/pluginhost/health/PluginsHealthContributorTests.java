package io.pluginhost.health;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.pluginhost.WorkerStatus;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;

class PluginsHealthContributorTests {

	private final FakePluginWorkerManager manager = new FakePluginWorkerManager("acme.linear", "acme.slack");

	private final PluginsHealthContributor contributor = new PluginsHealthContributor(this.manager,
			(id) -> !id.equals("acme.slack"), (id) -> id.equals("acme.lazy"));

	@Test
	void streamHasComponentForEveryPlugin() {
		assertThat(this.contributor.stream()).extracting(HealthContributors.Entry::name)
			.containsExactly("acme.linear", "acme.slack");
	}

	@Test
	void streamWhenPluginsComeAndGoFollows() {
		this.manager.register("acme.github");
		this.manager.removeWorker("acme.linear").join();
		assertThat(names()).containsExactly("acme.github", "acme.slack");
	}

	@Test
	void getContributorWhenPluginIsUnknownReturnsNull() {
		assertThat(this.contributor.getContributor("acme.github")).isNull();
	}

	@Test
	void getContributorWhenPluginChangesFollows() {
		HealthIndicator indicator = indicator("acme.linear");
		assertThat(indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		this.manager.getWorker("acme.linear").become(WorkerStatus.RUNNING);
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void getContributorWhenPluginIsNotRequiredIsNeverDown() {
		this.manager.getWorker("acme.linear").become(WorkerStatus.CRASHED);
		this.manager.getWorker("acme.slack").become(WorkerStatus.CRASHED);
		assertThat(indicator("acme.linear").health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(indicator("acme.slack").health().getStatus()).isEqualTo(PluginHealth.DEGRADED);
	}

	@Test
	void getContributorWhenPluginIsLazyDoesNotMissIt() {
		this.manager.register("acme.lazy");
		assertThat(indicator("acme.lazy").health().getStatus()).isEqualTo(Status.UNKNOWN);
	}

	private List<String> names() {
		return this.contributor.stream().map(HealthContributors.Entry::name).toList();
	}

	private HealthIndicator indicator(String name) {
		return (HealthIndicator) this.contributor.getContributor(name);
	}

}
