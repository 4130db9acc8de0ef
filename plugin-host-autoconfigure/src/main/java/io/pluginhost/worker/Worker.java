package io.pluginhost.worker;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginRpcException;
import io.pluginhost.WorkerStatus;
import io.pluginhost.call.CallGate;

/**
 * A plugin's worker: takes events from any thread, and follows {@link WorkerLifecycle} on
 * its loop, one event at a time. After each step the snapshot is published, and only then
 * are listeners and futures notified.
 */
final class Worker {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private final String pluginId;

	private final EventQueue events;

	private final StateMachine machine;

	private final WorkerActions actions;

	private final CurrentProcess process;

	private final WorkerPublication publication;

	private final Notifications notifications;

	private final StartPermit permit;

	private final CallGate gate;

	private final ConfigUpdates updates;

	Worker(String pluginId, EventQueue events, StateMachine machine, WorkerActions actions, CurrentProcess process,
			WorkerPublication publication, Notifications notifications, StartPermit permit, CallGate gate,
			ConfigUpdates updates) {
		this.pluginId = pluginId;
		this.events = events;
		this.machine = machine;
		this.actions = actions;
		this.process = process;
		this.publication = publication;
		this.notifications = notifications;
		this.permit = permit;
		this.gate = gate;
		this.updates = updates;
		events.handleBy(this::handle);
	}

	/**
	 * Post an event, or several that nothing comes between, from any thread.
	 */
	void post(LifecycleEvent... posted) {
		if (posted[0].type().isStartRequest()) {
			this.gate.expectStart(posted[0].type() == LifecycleEventType.STANDBY);
		}
		this.events.post(posted);
	}

	/**
	 * Stop for good, from any thread.
	 * @param reason why the worker no longer starts, in words that continue the name of
	 * the plugin
	 * @param future completes when the worker has stopped
	 */
	void close(String reason, CompletableFuture<Void> future) {
		this.events.execute(() -> {
			this.permit.close(reason);
			handle(LifecycleEvent.stop(future));
		});
	}

	/**
	 * Prevent any further start, from any thread, for a worker that replaces this one.
	 * @return whether that is so: not if the worker is anything but stopped
	 */
	boolean tryReplace() {
		boolean replaced = this.permit.tryReplace();
		if (replaced) {
			close("has been replaced", new CompletableFuture<>());
		}
		return replaced;
	}

	/**
	 * Change the configuration, from any thread.
	 * @param future completes when the worker has it, or its next process will
	 * @throws PluginRpcException if no process could ever have it, and nothing changes
	 */
	void updateConfig(Map<String, @Nullable Object> config, CompletableFuture<Void> future) {
		this.updates.check(config);
		this.events.execute(() -> this.updates.add(config, future));
	}

	// The loop

	private void handle(LifecycleEvent event) {
		step(event);
		WorkerState state = this.machine.state();
		if (event.type().isStartRequest() && state != WorkerState.LAZY && state.status() != WorkerStatus.STARTING
				&& state.status() != WorkerStatus.RUNNING) {
			// No start follows that the kept calls could wait for
			this.gate.close();
		}
	}

	private void step(LifecycleEvent event) {
		if (this.process.isStale(event)) {
			return;
		}
		if (event.exit() != null) {
			this.process.exitHandled();
		}
		if (event.type() == LifecycleEventType.STANDBY && this.permit.isClosed()) {
			return;
		}
		if (event.type() == LifecycleEventType.START || event.type() == LifecycleEventType.STOP) {
			// Has an exit posted that nothing has noticed
			this.process.isGone();
		}
		if (isStart(event) && !this.permit.tryStart(this.machine.state())) {
			this.actions.failStart(event, new IllegalStateException(
					"Plugin '%s' %s and cannot be started".formatted(this.pluginId, this.permit.reason())));
			this.notifications.flush();
			return;
		}
		TransitionTable.Transition<WorkerActions, LifecycleEvent> transition = this.machine.find(event.type());
		if (transition == null) {
			logger.debug("Plugin '{}': ignoring {} in state {}", this.pluginId, event.type(), this.machine.state());
			return;
		}
		if (event.exit() != null) {
			this.publication.exited(event);
		}
		this.machine.follow(transition, event);
		this.publication.publishSnapshot();
		this.notifications.flush();
	}

	private boolean isStart(LifecycleEvent event) {
		return event.type() == LifecycleEventType.START
				|| (event.type() == LifecycleEventType.CALLED && this.machine.state() == WorkerState.LAZY);
	}

}
