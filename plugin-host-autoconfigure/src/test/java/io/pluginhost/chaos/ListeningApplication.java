package io.pluginhost.chaos;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.rpc.ProtocolError;

/**
 * An application with the plugin host and nothing else, which counts the lines that mean
 * nothing and keeps those it was told for the log.
 */
final class ListeningApplication implements AutoCloseable, WorkerListener {

	private static final long PATIENCE_SECONDS = 60;

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final Map<String, Map<ProtocolError, AtomicLong>> errors = new ConcurrentHashMap<>();

	private final List<WorkerLogLine> lines = new CopyOnWriteArrayList<>();

	ListeningApplication(WorkerListener... others) {
		this.context.registerBean("listening", WorkerListener.class, () -> this);
		for (int i = 0; i < others.length; i++) {
			WorkerListener other = others[i];
			this.context.registerBean("other" + i, WorkerListener.class, () -> other);
		}
		this.context.register(PluginHostAutoConfiguration.class);
		this.context.refresh();
	}

	/**
	 * Leave out of the log what is only there to be a lot.
	 * @param level what is left in, or {@code null} for everything again
	 */
	static void silence(String logger, @Nullable Level level) {
		((Logger) LoggerFactory.getLogger(logger)).setLevel(level);
	}

	PluginWorkerManager manager() {
		return this.context.getBean(PluginWorkerManager.class);
	}

	PluginWorker start(PluginDefinition definition) {
		return manager().startWorker(definition).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
	}

	/**
	 * How many lines of a plugin meant nothing so far.
	 */
	Map<ProtocolError, Long> errors(String pluginId) {
		Map<ProtocolError, Long> counts = new EnumMap<>(ProtocolError.class);
		this.errors.getOrDefault(pluginId, Map.of()).forEach((error, count) -> counts.put(error, count.get()));
		return counts;
	}

	List<String> lines() {
		return this.lines.stream().map(WorkerLogLine::message).toList();
	}

	@Override
	public void onProtocolError(String pluginId, ProtocolError error) {
		this.errors.computeIfAbsent(pluginId, (id) -> new ConcurrentHashMap<>())
			.computeIfAbsent(error, (kind) -> new AtomicLong())
			.incrementAndGet();
	}

	@Override
	public void onLogLine(WorkerLogLine line) {
		if (this.lines.size() < 1000) {
			this.lines.add(line);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
