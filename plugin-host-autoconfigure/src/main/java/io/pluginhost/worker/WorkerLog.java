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
final class WorkerLog implements Consumer<Utterance> {

	private static final String PLUGIN_ID = "plugin.id";

	private static final String PLUGIN_PID = "plugin.pid";

	private final String pluginId;

	private final Logger logger;

	private final WorkerListener listener;

	WorkerLog(String pluginId, WorkerListener listener) {
		this.pluginId = pluginId;
		this.logger = LoggerFactory.getLogger("plugin." + pluginId);
		this.listener = listener;
	}

	@Override
	public void accept(Utterance utterance) {
		if (this.logger.isEnabledForLevel(utterance.line().level())) {
			try (CallObservation.Scope call = utterance.observation().openScope();
					MDC.MDCCloseable id = MDC.putCloseable(PLUGIN_ID, this.pluginId);
					MDC.MDCCloseable pid = MDC.putCloseable(PLUGIN_PID, Long.toString(utterance.pid()))) {
				log(utterance);
			}
		}
		this.listener.onLogLine(utterance.line());
	}

	private void log(Utterance utterance) {
		LoggingEventBuilder event = this.logger.atLevel(utterance.line().level());
		if (utterance.level() != null) {
			event.addKeyValue("plugin.level", utterance.level());
		}
		utterance.line().meta().forEach((key, value) -> event.addKeyValue("plugin.meta." + key, value));
		event.log("{}", utterance.line().message());
	}

}
