package io.pluginhost.worker;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.pluginhost.PluginWorker;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.output.StackTraceAssembler;

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

	@Test
	void theExcerptHoldsALineThatHasNoEnd() {
		// A question that waits for its answer is told in diagnostics, and at a crash
		PluginWorker plugin = this.stage.running();
		this.stage.worker().process.writeError("connecting");
		this.stage.worker().process.writeErrorPart("Password: ");
		assertThat(plugin.diagnostics().stderrExcerpt()).isEqualTo("connecting\nPassword: ");
		CompletableFuture<?> call = this.stage.send(plugin.call("greet"));
		this.stage.worker().process.exit(1);
		this.stage.turn();
		assertThat(WorkerStage.failure(call)).hasMessageEndingWith("Worker stderr:\nconnecting\nPassword: ");
		assertThat(this.stage.news.last(PluginWorkerCrashedEvent.class).stderrExcerpt())
			.isEqualTo("connecting\nPassword: ");
	}

	@Test
	void theExcerptTellsNoSecretOfALineThatComesInPieces() {
		// A secret is taken out however the line that holds it comes
		PluginWorker plugin = this.stage.running((definition) -> definition.env("API_KEY", "key-12345678"));
		String line = "with key-12345678 again";
		for (int i = 0; i < line.length(); i++) {
			this.stage.worker().process.writeErrorPart(line.substring(i, i + 1));
			assertThat(plugin.diagnostics().stderrExcerpt()).doesNotContain("key-");
		}
		assertThat(plugin.diagnostics().stderrExcerpt()).isEqualTo("with ****** again");
		this.stage.worker().process.writeErrorPart("x".repeat(7990) + "key-12345678");
		assertThat(plugin.diagnostics().stderrExcerpt()).hasSize(8000).endsWith("xx******");
		this.stage.worker().process.writeErrorPart("y".repeat(7995));
		assertThat(plugin.diagnostics().stderrExcerpt()).hasSize(8000).startsWith("*****yyy");
	}

	@Test
	void ofALongLineTheExcerptHoldsTheEndAndTheLogTheBeginning() {
		// Of a long line the newest 8,000 characters are kept
		PluginWorker plugin = this.stage.running();
		String end = "y".repeat(7999) + "z";
		this.stage.worker().process.writeErrorPart("x".repeat(100_000));
		this.stage.worker().process.writeErrorPart(end);
		this.stage.worker().process.writeLongError("x".repeat(4096), 108_000);
		this.stage.advance(StackTraceAssembler.PATIENCE);
		assertThat(plugin.diagnostics().stderrExcerpt()).isEqualTo(end);
		assertThat(this.stage.news.lines).extracting(WorkerLogLine::message)
			.containsExactly("x".repeat(4096) + "… (108000 bytes)");
		this.stage.worker().process.writeError("after");
		assertThat(plugin.diagnostics().stderrExcerpt()).endsWith("yz\nafter");
	}

}
