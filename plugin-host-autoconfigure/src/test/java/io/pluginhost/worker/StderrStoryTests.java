package io.pluginhost.worker;

import org.junit.jupiter.api.Test;

import io.pluginhost.PluginWorker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a worker's last words.
 */
class StderrStoryTests {

	private final WorkerStage stage = new WorkerStage();

	@Test
	void theExcerptIsTheNewestOfWhatWasWritten() {
		PluginWorker plugin = this.stage.running();
		assertThat(plugin.diagnostics().stderrExcerpt()).isNull();
		for (int i = 0; i < 200; i++) {
			this.stage.worker().process.writeError(i + " " + "x".repeat(100));
		}
		this.stage.worker().process.writeError("the last word");
		this.stage.turn();
		assertThat(plugin.diagnostics().stderrExcerpt()).hasSize(8000).endsWith("x\nthe last word");
	}

	@Test
	void theExcerptCommandsNoTerminalAndTellsNoSecret() {
		this.stage.environment.put("HOST_TOKEN", "tok-12345678");
		PluginWorker plugin = this.stage.running((definition) -> definition.env("API_KEY", "key-12345678"));
		this.stage.worker().process.writeError("\u001b[2Jkey-12345678\rtok-12345678");
		this.stage.turn();
		assertThat(plugin.diagnostics().stderrExcerpt()).isEqualTo("\\u001b[2J******\\r******");
	}

}
