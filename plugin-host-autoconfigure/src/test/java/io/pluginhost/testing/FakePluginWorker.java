package io.pluginhost.testing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginCall;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;

/**
 * A worker without a process: it starts and stops when the test says so.
 */
public final class FakePluginWorker implements PluginWorker {

	private final String pluginId;

	private volatile WorkerDiagnostics diagnostics;

	private final CompletableFuture<Void> toldToStart = new CompletableFuture<>();

	private volatile boolean standingBy;

	private volatile CompletableFuture<Void> start = new CompletableFuture<>();

	private volatile CompletableFuture<Void> stop = new CompletableFuture<>();

	private volatile Function<FakePluginCall, CompletableFuture<String>> answers = (call) -> {
		throw new UnsupportedOperationException();
	};

	FakePluginWorker(String pluginId) {
		this.pluginId = pluginId;
		this.diagnostics = TestDiagnostics.of(pluginId).build();
	}

	@Override
	public String pluginId() {
		return this.pluginId;
	}

	@Override
	public WorkerStatus status() {
		return this.diagnostics.status();
	}

	@Override
	public List<String> supportedMethods() {
		return List.of();
	}

	@Override
	public WorkerDiagnostics diagnostics() {
		return this.diagnostics;
	}

	@Override
	public CompletableFuture<Void> start() {
		this.start = new CompletableFuture<>();
		become(WorkerStatus.STARTING);
		this.toldToStart.complete(null);
		return this.start;
	}

	@Override
	public void standBy() {
		this.standingBy = true;
	}

	public boolean isStandingBy() {
		return this.standingBy;
	}

	@Override
	public CompletableFuture<Void> stop() {
		this.standingBy = false;
		this.stop = new CompletableFuture<>();
		if (status() == WorkerStatus.STARTING || status() == WorkerStatus.RUNNING) {
			become(WorkerStatus.STOPPING);
			this.start.completeExceptionally(new IllegalStateException("stopped meanwhile"));
		}
		else {
			stopped();
		}
		return this.stop;
	}

	@Override
	public CompletableFuture<Void> restart() {
		throw new UnsupportedOperationException();
	}

	@Override
	public PluginCall call(String method) {
		return new FakePluginCall(method, this.answers);
	}

	@Override
	public void send(String method, @Nullable Object params) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Answer all calls from now on.
	 * @param answers results as JSON
	 */
	public void answer(Function<FakePluginCall, CompletableFuture<String>> answers) {
		this.answers = answers;
	}

	/**
	 * Ends when the worker is told to start.
	 */
	public CompletableFuture<Void> toldToStart() {
		return this.toldToStart;
	}

	/**
	 * Be as these diagnostics say.
	 */
	public void become(TestDiagnostics diagnostics) {
		this.diagnostics = diagnostics.build();
	}

	public void become(WorkerStatus status) {
		become(TestDiagnostics.of(this.pluginId).status(status));
	}

	/**
	 * Finish the start.
	 */
	public void started() {
		become(WorkerStatus.RUNNING);
		this.start.complete(null);
	}

	/**
	 * Let the start fail, for good.
	 */
	public void failed(Throwable failure) {
		become(WorkerStatus.CRASHED);
		this.start.completeExceptionally(failure);
	}

	/**
	 * Finish the stop.
	 */
	public void stopped() {
		become(WorkerStatus.STOPPED);
		this.stop.complete(null);
	}

	@Override
	public String toString() {
		return this.pluginId + " (" + status() + ")";
	}

}
