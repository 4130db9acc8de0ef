package io.pluginhost.observation;

import java.time.Duration;

/**
 * A call that waits for a worker's answer.
 *
 * @param id its id on the wire
 * @param method its method
 * @param age how long it has been waiting
 * @param timeout how long it may wait
 */
public record CallInFlight(long id, String method, Duration age, Duration timeout) {
}
