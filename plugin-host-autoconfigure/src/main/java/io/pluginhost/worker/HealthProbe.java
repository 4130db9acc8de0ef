package io.pluginhost.worker;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.HealthCheckPolicy;
import io.pluginhost.HealthStatus;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.WorkerHealth;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RawJson;
import io.pluginhost.rpc.RpcFailureException;
import io.pluginhost.rpc.Timekeeper;

/**
 * Asks one process how it is, again and again while it runs, and tells a busy worker from
 * one that hangs. Any answer is a sign of life; an answer that does not come counts only
 * where nothing excuses it. Owned by the worker's loop.
 */
final class HealthProbe {

	private final Incarnation incarnation;

	private final HealthCheckPolicy policy;

	private final WorkerServices services;

	private final Executor loop;

	private final Consumer<WorkerHealth> onHealth;

	private final Runnable onHang;

	private Timekeeper.@Nullable Alarm alarm;

	private boolean stopped;

	/** Misses in a row that nothing excuses. */
	private int misses;

	/** Reading of the clock at the first miss since the last sign of life. */
	private @Nullable Long firstMiss;

	HealthProbe(Incarnation incarnation, HealthCheckPolicy policy, WorkerServices services, Executor loop,
			Consumer<WorkerHealth> onHealth, Runnable onHang) {
		this.incarnation = incarnation;
		this.policy = policy;
		this.services = services;
		this.loop = loop;
		this.onHealth = onHealth;
		this.onHang = onHang;
	}

	void start() {
		if (this.policy.enabled()) {
			later(this.policy.interval());
		}
	}

	void stop() {
		this.stopped = true;
		if (this.alarm != null) {
			this.alarm.cancel();
		}
	}

	private void later(Duration delay) {
		this.alarm = this.services.time().schedule(delay, () -> this.loop.execute(this::ask));
	}

	private void ask() {
		if (this.stopped) {
			return;
		}
		long asked = this.services.time().nanoTime();
		this.incarnation.control("health", null, this.policy.timeout())
			.whenComplete((answer, failure) -> this.loop.execute(() -> hear(answer, failure, asked)));
	}

	private void hear(@Nullable RawJson answer, @Nullable Throwable failure, long asked) {
		if (this.stopped) {
			return;
		}
		if (answer != null) {
			alive(read(answer));
		}
		else if (failure instanceof RpcFailureException error) {
			alive(read(error));
		}
		else {
			miss();
		}
		if (!this.stopped) {
			Duration elapsed = Duration.ofNanos(this.services.time().nanoTime() - asked);
			Duration remaining = this.policy.interval().minus(elapsed);
			later(remaining.isNegative() ? Duration.ZERO : remaining);
		}
	}

	private void alive(WorkerHealth health) {
		this.misses = 0;
		this.firstMiss = null;
		this.onHealth.accept(health);
	}

	private void miss() {
		long now = this.services.time().nanoTime();
		if (this.firstMiss == null) {
			this.firstMiss = now;
		}
		if (isExcused(now, this.firstMiss)) {
			return;
		}
		this.misses++;
		if (this.misses >= this.policy.failureThreshold()) {
			stop();
			this.onHang.run();
		}
	}

	/**
	 * Whether the worker may have a reason: it waits for the host, the host does not
	 * listen to it, or it works on a call it was given before it fell silent.
	 */
	private boolean isExcused(long now, long firstMiss) {
		if (this.incarnation.messages().runningHostCalls() > 0 || this.incarnation.messages().isPaused()) {
			return true;
		}
		if (now - firstMiss >= this.policy.busyLimit().toNanos()) {
			return false;
		}
		for (PendingCall call : this.incarnation.connection().pending().snapshot()) {
			boolean givenBefore = call.age(now).toNanos() >= now - firstMiss;
			if (givenBefore && call.isFromApplication()) {
				return true;
			}
		}
		return false;
	}

	private WorkerHealth read(RawJson answer) {
		try {
			JsonNode health = this.services.codec().readTree(answer);
			HealthStatus status = switch (health.path("status").asString("ok")) {
				case "degraded" -> HealthStatus.DEGRADED;
				case "error" -> HealthStatus.ERROR;
				default -> HealthStatus.OK;
			};
			String message = health.path("message").stringValue(null);
			Secrets secrets = this.incarnation.secrets();
			return new WorkerHealth(status, (message != null) ? secrets.redact(message) : null,
					secrets.redact(health.get("details")), this.services.time().now());
		}
		catch (JacksonException ex) {
			return new WorkerHealth(HealthStatus.ERROR, "The answer to 'health' cannot be read", null,
					this.services.time().now());
		}
	}

	/**
	 * A worker without the method is as well as one that says so.
	 */
	private WorkerHealth read(RpcFailureException failure) {
		int code = failure.error().code();
		boolean absent = code == RpcErrorCodes.METHOD_NOT_FOUND || code == RpcErrorCodes.NOT_IMPLEMENTED;
		return new WorkerHealth(absent ? HealthStatus.OK : HealthStatus.ERROR,
				absent ? null : failure.error().message(), null, this.services.time().now());
	}

}
