package io.pluginhost;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.pluginhost.redaction.PrintableText;

/**
 * A worker's last answer to a health check.
 *
 * @param status how the worker feels
 * @param message the worker's own words, if any
 * @param details whatever else the worker tells, if anything
 * @param checkedAt when the answer came
 */
public record WorkerHealth(HealthStatus status, @Nullable String message, @Nullable JsonNode details,
		Instant checkedAt) {

	/**
	 * Return the answer as it may be printed: control characters of the worker's words
	 * are escaped.
	 */
	@Override
	public String toString() {
		return PrintableText.print("WorkerHealth[status=" + this.status + ", message=" + this.message + ", details="
				+ this.details + ", checkedAt=" + this.checkedAt + "]");
	}

}
