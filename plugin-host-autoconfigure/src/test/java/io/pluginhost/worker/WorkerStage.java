package io.pluginhost.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginCall;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginWorker;
import io.pluginhost.call.ConfigValidator;
import io.pluginhost.handler.HostCall;
import io.pluginhost.hostcall.HandlerRegistry;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.json.RawJson;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.observation.CallObserver;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.protocol.HostInfo;
import io.pluginhost.protocol.PaperclipProtocol;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.testing.HandTurnedThreads;
import io.pluginhost.testing.HandTurnedTime;
import io.pluginhost.testing.LateAlarms;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the stories play: everything a worker lives on, hand-turned. Hours pass when a
 * story says so, and take no time.
 */
public final class WorkerStage {

	public static final String ID = "acme.linear";

	public final HandTurnedTime time = new HandTurnedTime();

	/** The clock as workers see it; a story may make it cancel too late. */
	public final LateAlarms alarms = new LateAlarms(this.time);

	public final HandTurnedThreads threads = new HandTurnedThreads(this.alarms);

	public final FakeLauncher launcher = new FakeLauncher();

	public final RecordingListener news = new RecordingListener();

	public final Map<String, RegisteredHandler> handlers = new TreeMap<>();

	/** The host's own. */
	public final Map<String, String> environment = new TreeMap<>();

	public final CallObserver observer;

	public final WorkerRegistry registry;

	/** Whether the host is about to end. */
	public boolean hostClosing;

	/** The next random number. */
	public double random = 0.5;

	public ConfigValidator configs = ConfigValidator.NONE;

	private final RpcCodec codec = new RpcCodec(JsonMapper.builder().build());

	private final WorkerProtocol protocol;

	public WorkerStage() {
		this(CallObserver.NONE);
	}

	public WorkerStage(CallObserver observer) {
		this(observer, null);
	}

	/**
	 * Create a stage for workers of another protocol.
	 */
	public WorkerStage(WorkerProtocol protocol) {
		this(CallObserver.NONE, protocol);
	}

	private WorkerStage(CallObserver observer, @Nullable WorkerProtocol protocol) {
		this.protocol = (protocol != null) ? protocol
				: new PaperclipProtocol(this.codec.json(), new HostInfo("host-1", "1.2.3", 1));
		this.observer = observer;
		this.registry = registry(this.news);
	}

	public WorkerRegistry registry(WorkerListener listener) {
		return registry(listener, UnaryOperator.identity());
	}

	public WorkerRegistry registry(WorkerListener listener, UnaryOperator<PluginDefinition> completion) {
		return new WorkerRegistry(factory(listener), listener, (definition) -> this.configs.validate(definition),
				this.alarms, this.threads.callbacks(), completion);
	}

	public WorkerFactory factory(WorkerListener listener) {
		return new WorkerFactory(this.launcher, this.codec, new Handlers(this.handlers), this.protocol, this.threads,
				this.alarms, () -> this.random, () -> this.hostClosing, listener, this.observer,
				(definition) -> this.configs.validate(definition), this.environment, false);
	}

	/**
	 * Nobody asks how the worker is, unless the story is about that.
	 */
	public static PluginDefinition definition(UnaryOperator<PluginDefinitionBuilder> customizer) {
		return customizer.apply(PluginDefinition.builder(ID).command("worker").healthCheckEnabled(false)).build();
	}

	public PluginWorker plugin() {
		return plugin((definition) -> definition);
	}

	public PluginWorker plugin(UnaryOperator<PluginDefinitionBuilder> customizer) {
		return this.registry.register(definition(customizer));
	}

	public PluginWorker running() {
		return running((definition) -> definition);
	}

	public PluginWorker running(UnaryOperator<PluginDefinitionBuilder> customizer) {
		PluginWorker plugin = plugin(customizer);
		CompletableFuture<Void> start = plugin.start();
		turn();
		assertThat(start).isCompleted();
		this.news.forget();
		return plugin;
	}

	public FakeWorker worker() {
		return this.launcher.latest();
	}

	/**
	 * Let everything happen that can happen now.
	 */
	public void turn() {
		boolean busy = true;
		while (busy) {
			busy = this.threads.turn();
			busy |= this.launcher.pump();
		}
	}

	/**
	 * Let time pass, and everything happen that happens meanwhile.
	 */
	public void advance(Duration duration) {
		turn();
		long until = this.time.nanoTime() + duration.toNanos();
		while (this.time.fireNext(until)) {
			turn();
		}
		this.time.moveTo(until);
		turn();
	}

	public CompletableFuture<@Nullable JsonNode> send(PluginCall call) {
		CompletableFuture<@Nullable JsonNode> answer = call.retrieveAsync(JsonNode.class);
		turn();
		return answer;
	}

	public void handle(String method, Answer answer) {
		handle(method, "", answer);
	}

	public void handle(String method, String capability, Answer answer) {
		this.handlers.put(method, new Handler(method, capability, false, answer));
	}

	public void handleInterruptibly(String method, Answer answer) {
		this.handlers.put(method, new Handler(method, "", true, answer));
	}

	public static Throwable failure(CompletableFuture<?> future) {
		assertThat(future).isCompletedExceptionally();
		try {
			future.join();
			throw new AssertionError("has not failed");
		}
		catch (CompletionException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

	/**
	 * What a handler does.
	 */
	interface Answer {

		@Nullable Object answer(@Nullable RawJson params, HostCall call) throws Exception;

	}

	public record Handler(String method, String capability, boolean interruptible,
			Answer answer) implements RegisteredHandler {

		@Override
		public @Nullable Object invoke(@Nullable RawJson params, HostCall call) throws Exception {
			return this.answer.answer(params, call);
		}

	}

	private record Handlers(Map<String, RegisteredHandler> handlers) implements HandlerRegistry {

		@Override
		public Optional<RegisteredHandler> find(String pluginId, String method) {
			return Optional.ofNullable(this.handlers.get(method));
		}

		@Override
		public List<RegisteredHandler> findAll(String pluginId) {
			return List.copyOf(this.handlers.values());
		}

	}

}
