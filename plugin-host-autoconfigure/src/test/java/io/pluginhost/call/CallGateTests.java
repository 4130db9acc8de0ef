package io.pluginhost.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.pluginhost.PluginDefinition;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.rpc.CallAttachment;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.WriteMode;
import io.pluginhost.testing.HandTurnedTime;
import io.pluginhost.worker.WorkerStage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a {@link CallGate} does with calls while no process runs. How it passes calls to
 * one is told by the stories of a worker.
 */
class CallGateTests {

	private final HandTurnedTime time = new HandTurnedTime();

	private final CallGate gate = new CallGate(PluginDefinition.builder("a").command("worker").build(), this.time,
			new Reasons(), () -> {
			});

	@Test
	void submitWhenClosedFailsWithTheReason() {
		PendingCall call = call(1);
		this.gate.submit(call, false, WriteMode.BY_CALLER);
		assertThat(WorkerStage.failure(call)).hasMessage("not running");
	}

	@Test
	void submitWhenKeepingAndFailFastFailsWithTheReason() {
		this.gate.keep();
		PendingCall call = call(1);
		this.gate.submit(call, true, WriteMode.BY_CALLER);
		assertThat(WorkerStage.failure(call)).hasMessage("not running yet");
	}

	@Test
	void cancelWhenAnotherThreadHasTakenTheCallSettlesIt() {
		this.gate.keep();
		PendingCall first = call(1);
		PendingCall second = call(2);
		this.gate.submit(first, false, WriteMode.BY_CALLER);
		this.gate.submit(second, false, WriteMode.BY_CALLER);
		List<Boolean> settled = new ArrayList<>();
		first.whenComplete((result, failure) -> {
			// The timer has taken both, and settled one
			this.gate.cancel(second);
			settled.add(second.isDone());
		});
		long end = this.time.nanoTime() + Duration.ofSeconds(1).toNanos();
		assertThat(this.time.fireNext(end)).isTrue();
		assertThat(settled).containsExactly(true);
		assertThat(second).isCancelled();
	}

	private PendingCall call(long id) {
		return PendingCall.ofApplication(id, "method", new byte[1], Duration.ofSeconds(1), this.time.nanoTime(),
				CallAttachment.NONE);
	}

	private static final class Reasons implements UnavailableReasons {

		@Override
		public Throwable notRunning(PendingCall call) {
			return new WorkerUnavailableException("not running", "a", call.method(), null);
		}

		@Override
		public Throwable notRunningYet(PendingCall call) {
			return new WorkerUnavailableException("not running yet", "a", call.method(), null);
		}

	}

}
