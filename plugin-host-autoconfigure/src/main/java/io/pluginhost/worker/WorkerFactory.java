package io.pluginhost.worker;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

import io.pluginhost.PluginDefinition;
import io.pluginhost.call.CallGate;
import io.pluginhost.call.CallIds;
import io.pluginhost.call.ConfigValidator;
import io.pluginhost.call.CurrentConfig;
import io.pluginhost.call.PluginCalls;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.concurrent.WorkerThreads;
import io.pluginhost.hostcall.HandlerRegistry;
import io.pluginhost.hostcall.PluginHandlers;
import io.pluginhost.hostcall.PluginHostCalls;
import io.pluginhost.observation.CallObserver;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.output.EventDispatcher;
import io.pluginhost.output.WireTrace;
import io.pluginhost.process.WorkerProcessLauncher;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.session.ProcessSession;
import io.pluginhost.session.WorkerMessages;

/**
 * Makes plugins with their workers out of what all plugins of a host share. The one place
 * that knows all parts of a worker; no part knows the factory.
 */
public final class WorkerFactory {

	private final WorkerProcessLauncher launcher;

	private final RpcCodec codec;

	private final WorkerProtocol protocol;

	private final WorkerThreads threads;

	private final Timekeeper time;

	private final DoubleSupplier random;

	private final BooleanSupplier hostClosing;

	private final WorkerListener listener;

	private final CallObserver observer;

	private final HandlerRegistry handlers;

	private final boolean includeMessage;

	private final ConfigValidator validator;

	private final Map<String, String> environment;

	/**
	 * Create a factory.
	 * @param random from 0 to 1, for jitter
	 * @param hostClosing whether the host is about to end; asked on loops
	 * @param environment the host's environment, and other values that the host was
	 * given, whose secrets are not published
	 * @param includeMessage whether workers see the messages of unexpected exceptions
	 */
	public WorkerFactory(WorkerProcessLauncher launcher, RpcCodec codec, HandlerRegistry handlers,
			WorkerProtocol protocol, WorkerThreads threads, Timekeeper time, DoubleSupplier random,
			BooleanSupplier hostClosing, WorkerListener listener, CallObserver observer, ConfigValidator validator,
			Map<String, String> environment, boolean includeMessage) {
		this.launcher = launcher;
		this.codec = codec;
		this.protocol = protocol;
		this.threads = threads;
		this.time = time;
		this.random = random;
		this.hostClosing = hostClosing;
		this.listener = listener;
		this.observer = observer;
		this.handlers = handlers;
		this.includeMessage = includeMessage;
		this.validator = validator;
		this.environment = environment;
	}

	/**
	 * Create a plugin that does not run.
	 * @param pace the pace of starts of the plugin that it replaces, which is no longer
	 * used
	 * @param beforeStart what a call that comes before the first start is advised to do
	 */
	public SupervisedPlugin create(PluginDefinition definition, StartPace pace, String beforeStart) {
		String id = definition.id();
		Executor callbacks = this.threads.callbacks();
		Secrets secrets = PluginSecrets.of(definition, this.environment);
		EventDispatcher dispatcher = new EventDispatcher(id, definition.limits().maxQueuedStreamBytes(), this.listener,
				this.codec.json(), callbacks, this.time);
		AtomicReference<WorkerSnapshot> snapshot = new AtomicReference<>(WorkerSnapshot.INITIAL);
		EventQueue events = new EventQueue(this.threads.loop(id));
		CallIds ids = new CallIds(this.protocol);
		CallGate gate = new CallGate(definition, this.time,
				new StatusReasons(id, beforeStart, this.time, snapshot::get),
				() -> events.post(LifecycleEvent.called()));
		CurrentConfig config = new CurrentConfig(definition, secrets, this.validator, this.protocol, this.codec.json());
		PluginCalls calls = new PluginCalls(definition, ids, gate, config, secrets, this.codec, this.time, callbacks,
				this.observer);
		ConfigUpdates updates = new ConfigUpdates(definition, this.protocol, config, calls, events, callbacks);
		ProcessSpawner spawner = new ProcessSpawner(definition, this.launcher, this.threads.spawner(id), secrets);
		CurrentProcess process = new CurrentProcess(definition, this.protocol,
				sessions(definition, secrets, ids, dispatcher), this.time, events);
		Notifications notifications = new Notifications();
		WorkerEvents listeners = new WorkerEvents(id, this.time,
				(event) -> notifications.execute(() -> dispatcher.event(event)));
		WorkerRequests requests = new WorkerRequests(pace.handOver(definition.restart().initialDelay()), this.time,
				(task) -> notifications.execute(() -> callbacks.execute(task)));
		Endings endings = new Endings(definition, process,
				new CrashHistory(definition.restart(), this.time, this.random), this.time, this.hostClosing);
		WorkerPublication publication = new WorkerPublication(process, endings, listeners, snapshot);
		StartPermit permit = new StartPermit();
		WorkerActions actions = new WorkerActions(definition, events, spawner, process, requests, permit, endings, gate,
				updates, listeners, publication);
		StateMachine machine = new StateMachine(WorkerLifecycle.TABLE, actions,
				new StateDeadlines(definition, endings.initializeTimeout(), requests), this.time, events);
		Worker worker = new Worker(id, events, machine, actions, process, publication, notifications, permit, gate,
				updates);
		return new SupervisedPlugin(definition, worker, snapshot::get, requests.pace(), calls, config, secrets,
				dispatcher, this.time);
	}

	private SessionFactory sessions(PluginDefinition definition, Secrets secrets, CallIds ids,
			EventDispatcher dispatcher) {
		PluginHostCalls hostCalls = new PluginHostCalls(definition,
				new PluginHandlers(definition, this.handlers, this.codec.json()), this.observer, this.threads,
				this.time, this.includeMessage);
		return (generation, process, observer) -> {
			long pid = process.pid();
			WireTrace wire = definition.traceWire() ? new WireTrace(definition.id(), this.protocol, secrets,
					this.codec.json(), this.threads.callbacks(), this.time) : null;
			return new ProcessSession(definition, generation, process, secrets, ids, this.protocol, this.codec,
					this.time, (scopes) -> new WorkerMessages(definition, generation, pid, this.time, this.protocol,
							dispatcher, hostCalls, secrets, scopes),
					wire, observer);
		};
	}

}
