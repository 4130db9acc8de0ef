package io.pluginhost.worker;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;
import io.pluginhost.process.FakeProcess;
import io.pluginhost.process.WorkerProcess;
import io.pluginhost.process.WorkerProcessLauncher;

/**
 * Starts {@link FakeWorker}s, or fails to, as a test has told it.
 */
public final class FakeLauncher implements WorkerProcessLauncher {

	private final List<FakeWorker> workers = new ArrayList<>();

	private final ArrayDeque<Consumer<FakeWorker>> next = new ArrayDeque<>();

	private Consumer<FakeWorker> each = (worker) -> {
	};

	private @Nullable IOException failure;

	@Override
	public WorkerProcess launch(PluginDefinition definition) throws IOException {
		if (this.failure != null) {
			throw this.failure;
		}
		FakeWorker worker = new FakeWorker(new FakeProcess(100 + this.workers.size(),
				definition.limits().maxMessageSize(), definition.limits().maxQueuedBytes()));
		this.workers.add(worker);
		Consumer<FakeWorker> one = this.next.poll();
		((one != null) ? one : this.each).accept(worker);
		return worker.process;
	}

	/**
	 * Say what the next worker is like, before it is started.
	 */
	public void next(Consumer<FakeWorker> one) {
		this.next.add(one);
	}

	/**
	 * Say what all further workers are like.
	 */
	public void each(Consumer<FakeWorker> every) {
		this.each = every;
	}

	public void fail(IOException failure) {
		this.failure = failure;
	}

	public void succeed() {
		this.failure = null;
	}

	public FakeWorker latest() {
		return this.workers.get(this.workers.size() - 1);
	}

	public List<FakeWorker> workers() {
		return this.workers;
	}

	public long alive() {
		return this.workers.stream().filter((worker) -> worker.process.isAlive()).count();
	}

	public boolean pump() {
		boolean any = false;
		for (FakeWorker worker : List.copyOf(this.workers)) {
			any |= worker.pump();
		}
		return any;
	}

}
