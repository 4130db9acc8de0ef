package io.pluginhost.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.pluginhost.HealthStatus;

/**
 * What a worker's answer to a health check means. Any answer is a sign of life.
 *
 * @param status the status
 * @param message what the worker says about it
 * @param details further details of the worker
 */
public record HealthAnswer(HealthStatus status, @Nullable String message, @Nullable JsonNode details) {
}
