package io.pluginhost.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.UnknownPluginException;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;

/**
 * A manager of {@link FakePluginWorker}s.
 */
public final class FakePluginWorkerManager implements PluginWorkerManager {

	private final Map<String, FakePluginWorker> workers = new ConcurrentSkipListMap<>();

	public FakePluginWorkerManager(String... pluginIds) {
		for (String pluginId : pluginIds) {
			register(pluginId);
		}
	}

	public FakePluginWorker register(String pluginId) {
		return this.workers.computeIfAbsent(pluginId, FakePluginWorker::new);
	}

	/**
	 * The plugins that are in a status, by id.
	 */
	public List<String> idsOf(WorkerStatus status) {
		return this.workers.values()
			.stream()
			.filter((worker) -> worker.status() == status)
			.map(FakePluginWorker::pluginId)
			.toList();
	}

	@Override
	public CompletableFuture<PluginWorker> startWorker(PluginDefinition definition) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Void> removeWorker(String pluginId) {
		this.workers.remove(pluginId);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public FakePluginWorker getWorker(String pluginId) {
		FakePluginWorker worker = this.workers.get(pluginId);
		if (worker == null) {
			throw new UnknownPluginException(pluginId, this.workers.keySet());
		}
		return worker;
	}

	@Override
	public Optional<PluginWorker> findWorker(String pluginId) {
		return Optional.ofNullable(this.workers.get(pluginId));
	}

	@Override
	public List<PluginWorker> getWorkers() {
		return List.copyOf(this.workers.values());
	}

	@Override
	public boolean isRunning(String pluginId) {
		return idsOf(WorkerStatus.RUNNING).contains(pluginId);
	}

	@Override
	public CompletableFuture<Void> stopAll() {
		return CompletableFuture
			.allOf(getWorkers().stream().map(PluginWorker::stop).toArray(CompletableFuture<?>[]::new));
	}

	@Override
	public CompletableFuture<Void> updateConfig(String pluginId, Map<String, ? extends @Nullable Object> config) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<WorkerDiagnostics> diagnostics() {
		return getWorkers().stream().map(PluginWorker::diagnostics).toList();
	}

}
