package io.pluginhost.output;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;

import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.WorkerLogLine;

/**
 * Logs a worker's lines and their {@code meta} with the logger {@code plugin.<id>}, the
 * first of members of one key. Invoked by one thread at a time.
 */
final class WorkerLog implements Consumer<LogRecord> {

	private static final String PLUGIN_ID = "plugin.id";

	private static final String PLUGIN_PID = "plugin.pid";

	private static final Pattern UNSAFE = Pattern.compile("[^\\p{L}\\p{N}_-]");

	private final String pluginId;

	private final Logger logger;

	private final Consumer<WorkerLogLine> journal;

	WorkerLog(String pluginId, Consumer<WorkerLogLine> journal) {
		this.pluginId = pluginId;
		this.logger = LoggerFactory.getLogger("plugin." + pluginId);
		this.journal = journal;
	}

	@Override
	public void accept(LogRecord record) {
		if (this.logger.isEnabledForLevel(record.line().level())) {
			try (CallObservation.Scope call = record.observation().openScope();
					MDC.MDCCloseable id = MDC.putCloseable(PLUGIN_ID, this.pluginId);
					MDC.MDCCloseable pid = MDC.putCloseable(PLUGIN_PID, Long.toString(record.pid()))) {
				log(record);
			}
		}
		this.journal.accept(record.line());
	}

	/**
	 * Replace dots, of which structured formats make objects: they lose the whole line if
	 * a field is both an object and a value.
	 */
	private static String field(String key) {
		return key.isEmpty() ? "_" : UNSAFE.matcher(key).replaceAll("_");
	}

	private void log(LogRecord record) {
		LoggingEventBuilder event = this.logger.atLevel(record.line().level());
		if (record.level() != null) {
			event.addKeyValue("plugin.level", record.level());
		}
		Set<String> fields = new HashSet<>();
		record.line().meta().forEach((key, value) -> {
			String field = field(key);
			if (fields.add(field)) {
				event.addKeyValue("plugin.meta." + field, value);
			}
		});
		event.log("{}", record.line().message());
	}

}
