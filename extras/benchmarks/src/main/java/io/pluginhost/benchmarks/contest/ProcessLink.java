package io.pluginhost.benchmarks.contest;

import java.util.concurrent.CompletableFuture;

/**
 * A link that has started its process itself.
 */
abstract class ProcessLink implements Link {

	private final Process process;

	ProcessLink(Process process) {
		this.process = process;
	}

	@Override
	public final ProcessHandle process() {
		return this.process.toHandle();
	}

	@Override
	public final CompletableFuture<?> end() {
		this.process.destroyForcibly();
		return this.process.onExit();
	}

}
