package io.pluginhost.worker;

import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes what a worker has to say to the logger {@code plugin.<pluginId>}, its meta data
 * as key-values under {@code plugin.meta.}, where they cannot pass for the host's own.
 */
final class WorkerLog implements Consumer<WorkerLogLine> {

	private static final String MDC_KEY = "plugin.id";

	private final String pluginId;

	private final Logger logger;

	private final WorkerListener listener;

	WorkerLog(String pluginId, WorkerListener listener) {
		this.pluginId = pluginId;
		this.logger = LoggerFactory.getLogger("plugin." + pluginId);
		this.listener = listener;
	}

	@Override
	public void accept(WorkerLogLine line) {
		if (this.logger.isEnabledForLevel(line.level())) {
			try (MDC.MDCCloseable ignored = MDC.putCloseable(MDC_KEY, this.pluginId)) {
				LoggingEventBuilder event = this.logger.atLevel(line.level());
				line.meta().forEach((key, value) -> event.addKeyValue("plugin.meta." + key, value));
				event.log("{}", line.message());
			}
		}
		this.listener.onLogLine(line);
	}

}
