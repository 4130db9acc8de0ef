package io.pluginhost.rpc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.rpc.PendingCalls.Admission;

import static org.assertj.core.api.Assertions.assertThat;

class PendingCallsTests {

	private final Clock clock = new Clock();

	private final List<PendingCall> expired = new ArrayList<>();

	private final PendingCalls calls = new PendingCalls(this.clock, this.expired::add);

	@Test
	void whoeverRemovesACallSettlesIt() {
		PendingCall call = call(1, 10);
		assertThat(this.calls.add(call, 10)).isEqualTo(Admission.ADDED);
		assertThat(this.calls.remove(1)).isSameAs(call);
		assertThat(this.calls.remove(1)).isNull();
		this.clock.to(100);
		assertThat(this.expired).isEmpty();
	}

	@Test
	void addWhenFullOrClosedSaysSo() {
		this.calls.add(call(1, 10), 1);
		assertThat(this.calls.add(call(2, 10), 1)).isEqualTo(Admission.TOO_MANY);
		assertThat(this.calls.close()).extracting(PendingCall::id).containsExactly(1L);
		assertThat(this.calls.add(call(3, 10), 1)).isEqualTo(Admission.CLOSED);
		assertThat(this.calls.close()).isEmpty();
		this.clock.to(100);
		assertThat(this.expired).isEmpty();
	}

	@Test
	void theHostsOwnCallsNeitherCountNorAreRefused() {
		// A full table keeps no application out because the host asks for health, nor the
		// host because applications have filled it
		this.calls.add(ofHost(1), 1);
		assertThat(this.calls.add(call(2, 10), 1)).isEqualTo(Admission.ADDED);
		assertThat(this.calls.add(call(3, 10), 1)).isEqualTo(Admission.TOO_MANY);
		assertThat(this.calls.add(ofHost(4), 1)).isEqualTo(Admission.ADDED);
		this.calls.remove(1);
		assertThat(this.calls.add(call(5, 10), 1)).isEqualTo(Admission.TOO_MANY);
		this.calls.remove(2);
		assertThat(this.calls.add(call(6, 10), 1)).isEqualTo(Admission.ADDED);
		assertThat(this.calls.add(call(7, 10), 1)).isEqualTo(Admission.TOO_MANY);
		this.clock.to(20);
		assertThat(this.expired).hasSize(2);
		assertThat(this.calls.add(call(8, 10), 1)).isEqualTo(Admission.ADDED);
	}

	@Test
	void callsExpireInTheirOwnTime() {
		this.calls.add(call(1, 10), 10);
		this.calls.add(call(2, 5), 10);
		this.calls.add(call(3, 20), 10);
		this.clock.to(4);
		assertThat(this.expired).isEmpty();
		this.clock.to(5);
		assertThat(this.expired).extracting(PendingCall::id).containsExactly(2L);
		this.clock.to(20);
		assertThat(this.expired).extracting(PendingCall::id).containsExactly(2L, 1L, 3L);
		assertThat(this.calls.size()).isZero();
		assertThat(this.clock.alarms).isEmpty();
	}

	@Test
	void oneAlarmServesAllCalls() {
		for (int i = 0; i < 1000; i++) {
			this.calls.add(call(i, 1000 - i), 2000);
		}
		assertThat(this.clock.alarms).hasSize(1);
	}

	@Test
	void aCallWithoutEndNeverExpires() {
		this.calls.add(new PendingCall(1, "m", new byte[0], Duration.ofSeconds(Long.MAX_VALUE), 0, null, null), 10);
		this.calls.add(call(2, 5), 10);
		this.clock.to(1_000_000);
		assertThat(this.expired).extracting(PendingCall::id).containsExactly(2L);
	}

	@Test
	void theScopeOfACallIsKnownForAWhileAfterItsEnd() {
		this.calls.add(new PendingCall(1, "m", new byte[0], Duration.ofSeconds(5), 0, "acme", null), 10);
		assertThat(this.calls.scope(1)).isEqualTo(new PendingCalls.Scope("acme", null));
		this.calls.remove(1);
		assertThat(this.calls.scope(1)).isEqualTo(new PendingCalls.Scope("acme", null));
		assertThat(this.calls.scope(2)).isNull();
		pass(2, 10_000);
		assertThat(this.calls.scope(2)).isNotNull();
		pass(10_002, 1);
		assertThat(this.calls.scope(1)).isNull();
	}

	@Test
	void theScopeOfACallIsKnownAsLongAsItIsAskedFor() {
		// A loop that was begun inside a call keeps its scope while it goes on
		this.calls.add(new PendingCall(1, "m", new byte[0], Duration.ofSeconds(5), 0, "acme", null), 10);
		this.calls.remove(1);
		for (int i = 0; i < 10; i++) {
			pass(2 + i * 9_000, 9_000);
			assertThat(this.calls.scope(1)).isEqualTo(new PendingCalls.Scope("acme", null));
		}
	}

	@Test
	void whatWatchedACallIsKeptForAMinuteAtTheMost() {
		// An ended call holds what watched it for a minute, though no other call comes
		PendingCalls.Scope whole = new PendingCalls.Scope("acme", "context");
		this.calls.add(new PendingCall(1, "m", new byte[0], Duration.ofSeconds(5), 0, "acme", "context"), 10);
		this.calls.remove(1);
		this.clock.to(59);
		assertThat(this.calls.scope(1)).isEqualTo(whole);
		this.clock.to(118);
		assertThat(this.calls.scope(1)).isEqualTo(whole);
		this.clock.to(178);
		assertThat(this.calls.scope(1)).isEqualTo(new PendingCalls.Scope("acme", null));
		this.clock.to(240);
		assertThat(this.clock.alarms).isEmpty();
	}

	@Test
	void whatWatchedACallIsForgottenThoughNobodyAsks() {
		// The clock alone lets go of what watched an ended call
		this.calls.add(new PendingCall(1, "m", new byte[0], Duration.ofSeconds(5), 0, "acme", "context"), 10);
		this.calls.remove(1);
		this.clock.to(130);
		assertThat(this.clock.alarms).isEmpty();
	}

	@Test
	void whatWatchedCallsIsKeptForAThousandAtTheMost() {
		// No more than a thousand ended calls hold what watched them
		for (int i = 1; i <= 1100; i++) {
			this.calls.add(new PendingCall(i, "m", new byte[0], Duration.ofSeconds(5), 0, null, "context " + i), 10);
			this.calls.remove(i);
		}
		assertThat(this.calls.scope(100)).isEqualTo(new PendingCalls.Scope(null, null));
		assertThat(this.calls.scope(101)).isEqualTo(new PendingCalls.Scope(null, "context 101"));
	}

	@Test
	void nothingIsKeptOnceTheProcessHasEnded() {
		this.calls.add(new PendingCall(1, "m", new byte[0], Duration.ofSeconds(5), 0, null, "context"), 10);
		this.calls.remove(1);
		this.calls.close();
		assertThat(this.calls.scope(1)).isNull();
		assertThat(this.clock.alarms).isEmpty();
	}

	@Test
	void theHostsOwnCallsHaveNoScope() {
		this.calls.add(PendingCall.ofHost(1, "health", new byte[0], Duration.ofSeconds(5), 0), 10);
		assertThat(this.calls.scope(1)).isNull();
		this.calls.remove(1);
		assertThat(this.calls.scope(1)).isNull();
	}

	private void pass(int first, int count) {
		for (int i = first; i < first + count; i++) {
			this.calls.add(call(i, 5), 10);
			this.calls.remove(i);
		}
	}

	@Test
	void snapshotIsOldestFirst() {
		this.calls.add(call(2, 5), 10);
		this.calls.add(call(1, 5), 10);
		assertThat(this.calls.snapshot()).extracting(PendingCall::id).containsExactly(2L, 1L);
		this.clock.to(3);
		assertThat(this.calls.snapshot().iterator().next().age(this.clock.nanoTime())).isEqualTo(Duration.ofSeconds(3));
	}

	private PendingCall ofHost(long id) {
		return PendingCall.ofHost(id, "health", new byte[0], Duration.ofSeconds(10), this.clock.nanoTime());
	}

	private PendingCall call(long id, long seconds) {
		return new PendingCall(id, "m", new byte[0], Duration.ofSeconds(seconds), this.clock.nanoTime(), null, null);
	}

	private static final class Clock implements Timekeeper {

		private final List<Due> alarms = new ArrayList<>();

		private final AtomicLong now = new AtomicLong();

		@Override
		public long nanoTime() {
			return this.now.get();
		}

		@Override
		public Instant now() {
			return Instant.EPOCH.plusNanos(this.now.get());
		}

		@Override
		public Alarm schedule(Duration delay, Runnable action) {
			long due = (delay.compareTo(Duration.ofDays(36_500)) > 0) ? Long.MAX_VALUE
					: this.now.get() + delay.toNanos();
			Due alarm = new Due(due, action);
			this.alarms.add(alarm);
			return () -> this.alarms.remove(alarm);
		}

		void to(long second) {
			for (long reached = this.now.get() / 1_000_000_000L; reached <= Math.min(second, 100); reached++) {
				ring(reached * 1_000_000_000L);
			}
			ring(second * 1_000_000_000L);
		}

		private void ring(long reading) {
			this.now.set(reading);
			for (Due alarm : List.copyOf(this.alarms)) {
				if (alarm.at() <= reading && this.alarms.remove(alarm)) {
					alarm.action().run();
				}
			}
		}

		private record Due(long at, Runnable action) {
		}

	}

}
