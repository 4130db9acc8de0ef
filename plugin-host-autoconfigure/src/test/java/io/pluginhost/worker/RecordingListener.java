package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.List;

import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerStatusChangedEvent;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;

/**
 * Remembers all news.
 */
public class RecordingListener implements WorkerListener {

	public final List<PluginWorkerEvent> events = new ArrayList<>();

	public final List<PluginStreamEvent> streams = new ArrayList<>();

	public final List<WorkerLogLine> lines = new ArrayList<>();

	public final List<ProtocolError> errors = new ArrayList<>();

	@Override
	public void onWorkerEvent(PluginWorkerEvent event) {
		this.events.add(event);
	}

	@Override
	public void onStreamEvent(PluginStreamEvent event) {
		this.streams.add(event);
	}

	@Override
	public void onLogLine(WorkerLogLine line) {
		this.lines.add(line);
	}

	@Override
	public void onProtocolError(String pluginId, ProtocolError error) {
		this.errors.add(error);
	}

	/**
	 * The events in short: {@code Exited}, {@code StatusChanged(CRASHED)}.
	 */
	public List<String> told() {
		return this.events.stream().map(RecordingListener::name).toList();
	}

	public <E extends PluginWorkerEvent> List<E> events(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	public <E extends PluginWorkerEvent> E last(Class<E> type) {
		List<E> all = events(type);
		return all.get(all.size() - 1);
	}

	public void forget() {
		this.events.clear();
		this.streams.clear();
		this.lines.clear();
		this.errors.clear();
	}

	private static String name(PluginWorkerEvent event) {
		String name = event.getClass().getSimpleName().replaceFirst("^Plugin(Worker)?", "").replaceFirst("Event$", "");
		return (event instanceof PluginWorkerStatusChangedEvent change) ? name + "(" + change.status() + ")" : name;
	}

}
