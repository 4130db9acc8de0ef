package io.pluginhost.session;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.pluginhost.HealthCheckPolicy;
import io.pluginhost.WorkerHealth;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.json.RawJson;
import io.pluginhost.protocol.HealthAnswer;
import io.pluginhost.protocol.ProtocolMessage;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RpcFailureException;

/**
 * Asks a process for its health at regular intervals, and distinguishes a busy worker
 * from one that hangs. Any answer is a sign of life; a missing answer counts only where
 * nothing excuses it.
 */
public final class HealthProbe implements Watch {

	private final ProcessSession session;

	private final HealthCheckPolicy policy;

	private final Timekeeper time;

	private final WorkerProtocol protocol;

	private final @Nullable ProtocolMessage question;

	private final Executor loop;

	private final Consumer<WorkerHealth> onHealth;

	private final Runnable onHang;

	private Timekeeper.@Nullable Alarm alarm;

	private boolean stopped;

	/** Misses in a row that nothing excuses. */
	private int misses;

	/** Reading of the clock at the first miss since the last sign of life. */
	private @Nullable Long firstMiss;

	public HealthProbe(ProcessSession session, HealthCheckPolicy policy, WorkerProtocol protocol, Timekeeper time,
			Executor loop, Consumer<WorkerHealth> onHealth, Runnable onHang) {
		this.session = session;
		this.policy = policy;
		this.time = time;
		this.protocol = protocol;
		this.question = protocol.healthCheck();
		this.loop = loop;
		this.onHealth = onHealth;
		this.onHang = onHang;
	}

	@Override
	public void start() {
		if (this.policy.enabled() && this.question != null) {
			schedule(this.policy.interval());
		}
	}

	@Override
	public void stop() {
		this.stopped = true;
		if (this.alarm != null) {
			this.alarm.cancel();
		}
	}

	private void schedule(Duration delay) {
		this.alarm = this.time.schedule(delay, () -> this.loop.execute(this::ask));
	}

	private void ask() {
		ProtocolMessage question = this.question;
		if (this.stopped || question == null) {
			return;
		}
		long asked = this.time.nanoTime();
		this.session.control(question, this.policy.timeout())
			.whenComplete((answer, failure) -> this.loop.execute(() -> answered(answer, failure, asked)));
	}

	private void answered(@Nullable RawJson answer, @Nullable Throwable failure, long asked) {
		if (this.stopped) {
			return;
		}
		if (answer != null) {
			alive(this.protocol.readHealth(answer, this.session.secrets()));
		}
		else if (failure instanceof RpcFailureException error) {
			alive(this.protocol.readHealthError(error.error(), this.session.secrets()));
		}
		else {
			miss(asked);
		}
		if (!this.stopped) {
			Duration elapsed = Duration.ofNanos(this.time.nanoTime() - asked);
			Duration remaining = this.policy.interval().minus(elapsed);
			schedule(remaining.isNegative() ? Duration.ZERO : remaining);
		}
	}

	/**
	 * Whatever the worker has answered, it is a sign of life.
	 */
	private void alive(HealthAnswer answer) {
		this.misses = 0;
		this.firstMiss = null;
		this.onHealth.accept(new WorkerHealth(answer.status(), answer.message(), answer.details(), this.time.now()));
	}

	private void miss(long asked) {
		long now = this.time.nanoTime();
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
	 * Return whether the worker may have a reason: it waits for the host, the host does
	 * not read what it writes, it has written something meanwhile, such as a part of a
	 * long line, or it works on a call that was sent before it fell silent. Output on
	 * stderr proves nothing: threads and children of a worker that hangs write there too.
	 */
	private boolean isExcused(long now, long firstMiss, long asked) {
		if (this.session.messages().runningHostCalls() > 0 || this.session.messages().isPaused()) {
			return true;
		}
		if (now - firstMiss >= this.policy.busyLimit().toNanos()) {
			return false;
		}
		// A worker that writes slowly need not have done so while it was asked
		if (this.session.hasReadSince(Math.min(asked, now - this.policy.interval().toNanos()))) {
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

}
