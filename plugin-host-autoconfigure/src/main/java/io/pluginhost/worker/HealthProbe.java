package io.pluginhost.worker;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.pluginhost.HealthCheckPolicy;
import io.pluginhost.HealthStatus;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.WorkerHealth;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.json.RawJson;
import io.pluginhost.redaction.ShortText;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RpcFailureException;

/**
 * Asks one process how it is, again and again while it runs, and tells a busy worker from
 * one that hangs. Any answer is a sign of life; an answer that does not come counts only
 * where nothing excuses it. Owned by the worker's loop.
 */
final class HealthProbe {

	/** Bytes; nobody reads more than that about a worker's health. */
	private static final int LONGEST_ANSWER = 1024 * 1024;

	/** Characters of what is kept. */
	private static final int LONGEST_MESSAGE = 1000;

	private static final int LONGEST_DETAILS = 8000;

	private final ProcessSession session;

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

	HealthProbe(ProcessSession session, HealthCheckPolicy policy, WorkerServices services, Executor loop,
			Consumer<WorkerHealth> onHealth, Runnable onHang) {
		this.session = session;
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
		this.session.control("health", null, this.policy.timeout())
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
			miss(asked);
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

	private void miss(long asked) {
		long now = this.services.time().nanoTime();
		if (this.firstMiss == null) {
			this.firstMiss = now;
		}
		if (isExcused(now, this.firstMiss, asked)) {
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
	 * listen to it, it has written something meanwhile, such as a part of a long line, or
	 * it works on a call it was given before it fell silent. What it writes to stderr
	 * says nothing: threads and children of a worker that hangs write there too.
	 */
	private boolean isExcused(long now, long firstMiss, long asked) {
		if (this.session.messages().runningHostCalls() > 0 || this.session.messages().isPaused()) {
			return true;
		}
		if (now - firstMiss >= this.policy.busyLimit().toNanos()) {
			return false;
		}
		// A worker that writes slowly need not have done so while it was asked
		if (this.session.hasHeardSince(Math.min(asked, now - this.policy.interval().toNanos()))) {
			return true;
		}
		for (PendingCall call : this.session.connection().pending().snapshot()) {
			boolean givenBefore = call.age(now).toNanos() >= now - firstMiss;
			if (givenBefore && call.isFromApplication()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Read an answer. Whatever is wrong with it, it is a sign of life.
	 */
	private WorkerHealth read(RawJson answer) {
		if (answer.length() > LONGEST_ANSWER) {
			return unreadable("The answer to 'health' is %d bytes long, of which no more than %d are read"
				.formatted(answer.length(), LONGEST_ANSWER));
		}
		try {
			JsonNode health = this.services.json().readTree(answer);
			HealthStatus status = switch (health.path("status").asString("ok")) {
				case "degraded" -> HealthStatus.DEGRADED;
				case "error" -> HealthStatus.ERROR;
				default -> HealthStatus.OK;
			};
			String message = health.path("message").stringValue(null);
			JsonNode details = this.session.secrets().redact(health.get("details"));
			return new WorkerHealth(status, (message != null) ? words(message) : null,
					(details != null) ? ShortText.truncate(details, LONGEST_DETAILS) : null,
					this.services.time().now());
		}
		catch (RuntimeException | StackOverflowError | OutOfMemoryError ex) {
			return unreadable("The answer to 'health' cannot be read");
		}
	}

	private WorkerHealth unreadable(String message) {
		return new WorkerHealth(HealthStatus.ERROR, message, null, this.services.time().now());
	}

	private String words(String message) {
		return ShortText.truncate(this.session.secrets().redact(message), LONGEST_MESSAGE);
	}

	/**
	 * A worker without the method is as well as one that says so.
	 */
	private WorkerHealth read(RpcFailureException failure) {
		int code = failure.error().code();
		boolean absent = code == RpcErrorCodes.METHOD_NOT_FOUND || code == RpcErrorCodes.NOT_IMPLEMENTED;
		return new WorkerHealth(absent ? HealthStatus.OK : HealthStatus.ERROR,
				absent ? null : words(failure.error().message()), null, this.services.time().now());
	}

}
