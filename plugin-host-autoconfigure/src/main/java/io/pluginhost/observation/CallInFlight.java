package io.pluginhost.observation;

import java.time.Duration;

/**
 * A call that waits for the worker's answer.
 *
 * @param id its id on the wire
 * @param method its method
 * @param age the time since it was sent
 * @param timeout its timeout
 */
public record CallInFlight(long id, String method, Duration age, Duration timeout) {
}
