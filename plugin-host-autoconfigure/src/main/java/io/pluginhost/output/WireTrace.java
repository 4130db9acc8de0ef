package io.pluginhost.output;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import io.pluginhost.concurrent.Outbox;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.redaction.SecretName;
import io.pluginhost.redaction.Secrets;

/**
 * Logs each message of a process, in both directions, with the logger
 * {@code plugin.<pluginId>.wire} at TRACE. Masks the plugin's configuration, its
 * {@link Secrets}, and members with a {@link SecretName secret name}, on the thread that
 * reads or writes the message. Logs on callback threads; messages that come faster than
 * they can be logged are dropped and counted.
 */
public final class WireTrace {

	private static final String MASK = "******";

	private static final int LONGEST = 10_000;

	/** What a text takes while it waits, besides its characters. */
	private static final int WEIGHT = 64;

	private final JsonCodec codec;

	private final WorkerProtocol protocol;

	private final Secrets secrets;

	private final Logger logger;

	private final Outbox<String> outbox;

	public WireTrace(String pluginId, WorkerProtocol protocol, Secrets secrets, JsonCodec codec, Executor callbacks,
			Timekeeper time) {
		this.codec = codec;
		this.protocol = protocol;
		this.secrets = secrets;
		this.logger = LoggerFactory.getLogger("plugin." + pluginId + ".wire");
		this.outbox = new Outbox<>("the wire trace of plugin " + pluginId, LogRecord.CAPACITY, callbacks, time,
				(text) -> this.logger.trace("{}", text), (last, lost) -> LogRecord.dropped(lost));
	}

	public void sending(byte[] line) {
		trace("->", line, 0, line.length);
	}

	/**
	 * Trace that a message was not sent, because the queue was full or closed.
	 */
	public void notSent(byte[] line) {
		trace("-> (not sent)", line, 0, line.length);
	}

	public void received(byte[] buffer, int offset, int length) {
		trace("<-", buffer, offset, length);
	}

	private void trace(String direction, byte[] buffer, int offset, int length) {
		if (this.logger.isTraceEnabled()) {
			String text = direction + " "
					+ cut(PrintableText.escape(this.secrets.redact(text(buffer, offset, length))));
			this.outbox.offer(text, WEIGHT + text.length());
		}
	}

	private String text(byte[] buffer, int offset, int length) {
		try {
			JsonNode message = this.codec
				.readTree(RawJson.of(new String(buffer, offset, length, StandardCharsets.UTF_8)));
			if (message.path("params") instanceof ObjectNode params) {
				this.protocol.confidentialParams()
					.stream()
					.filter(params::has)
					.forEach((name) -> params.put(name, MASK));
			}
			return mask(message).toString();
		}
		catch (JacksonException ex) {
			// What is secret in it is unknown
			return "(%d bytes that are no JSON)".formatted(length);
		}
	}

	private static JsonNode mask(JsonNode node) {
		if (node instanceof ObjectNode object) {
			ObjectNode masked = JsonNodeFactory.instance.objectNode();
			object.forEachEntry((name, value) -> masked.set(name, isSecret(name, value) ? hidden() : mask(value)));
			return masked;
		}
		if (node instanceof ArrayNode array) {
			ArrayNode masked = JsonNodeFactory.instance.arrayNode();
			array.forEach((item) -> masked.add(mask(item)));
			return masked;
		}
		return node;
	}

	private static boolean isSecret(String name, @Nullable JsonNode value) {
		return value != null && !value.isNull() && SecretName.matches(name);
	}

	private static JsonNode hidden() {
		return JsonNodeFactory.instance.stringNode(MASK);
	}

	private static String cut(String text) {
		return (text.length() <= LONGEST) ? text
				: "%s… (%d characters)".formatted(text.substring(0, LONGEST), text.length());
	}

}
