package io.pluginhost.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Hears what is logged by one logger, a plugin's or the host's, at any level.
 */
public final class LoggedLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	public final List<ILoggingEvent> events = new ArrayList<>();

	private final Logger logger;

	private final @Nullable Level level;

	private final Consumer<ILoggingEvent> listener;

	private LoggedLines(Logger logger, Consumer<ILoggingEvent> listener) {
		this.logger = logger;
		this.level = logger.getLevel();
		this.listener = listener;
	}

	public static LoggedLines of(String pluginId, Consumer<ILoggingEvent> listener) {
		return ofLogger("plugin." + pluginId, listener);
	}

	public static LoggedLines ofLogger(String name, Consumer<ILoggingEvent> listener) {
		Logger logger = (Logger) LoggerFactory.getLogger(name);
		LoggedLines lines = new LoggedLines(logger, listener);
		lines.setContext(logger.getLoggerContext());
		lines.start();
		logger.setLevel(Level.TRACE);
		logger.addAppender(lines);
		return lines;
	}

	public void setLevel(Level level) {
		this.logger.setLevel(level);
	}

	/**
	 * Return what was logged at a level.
	 */
	public List<String> messages(Level level) {
		return this.events.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	@Override
	protected void append(ILoggingEvent event) {
		event.prepareForDeferredProcessing();
		this.events.add(event);
		this.listener.accept(event);
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
		this.logger.setLevel(this.level);
	}

}
