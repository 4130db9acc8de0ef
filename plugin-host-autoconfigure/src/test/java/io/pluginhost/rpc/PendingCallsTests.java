package io.pluginhost.rpc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.json.RawJson;
import io.pluginhost.rpc.PendingCalls.Admission;

import static org.assertj.core.api.Assertions.assertThat;

class PendingCallsTests {

	private final Clock clock = new Clock();

	private final List<PendingCall> expired = new ArrayList<>();

	private final List<PendingCall> withdrawn = new ArrayList<>();

	private final PendingCalls calls = new PendingCalls(this.clock, (call) -> {
		this.expired.add(call);
		return new IllegalStateException("timeout of " + call.id());
	}, this.withdrawn::add);

	@Test
	void eachCallIsSettledOnce() {
		// No call is forgotten, and none is settled twice
		List<PendingCall> all = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			all.add(call(i, 10));
			this.calls.add(all.get(i), 10);
		}
		assertThat(this.calls.complete(0, RawJson.of("true"))).isSameAs(all.get(0));
		assertThat(this.calls.fail(1, new IllegalStateException("no"))).isSameAs(all.get(1));
		assertThat(this.calls.cancel(2)).isTrue();
		for (int i = 0; i < 3; i++) {
			assertThat(all.get(i)).isDone();
			assertThat(this.calls.complete(i, RawJson.ofNull())).isNull();
			assertThat(this.calls.fail(i, new IllegalStateException())).isNull();
			assertThat(this.calls.cancel(i)).isFalse();
		}
		assertThat(all.get(0)).isCompletedWithValueMatching((result) -> result.toString().equals("true"));
		assertThat(all.get(1)).isCompletedExceptionally();
		assertThat(all.get(2)).isCancelled();
		assertThat(this.calls.remove(3)).isSameAs(all.get(3)).isNotDone();
		this.clock.to(10);
		assertThat(all.get(4)).isCompletedExceptionally();
		assertThat(this.withdrawn).containsExactly(all.get(2), all.get(4), all.get(5));
		PendingCall last = call(6, 10);
		this.calls.add(last, 10);
		this.calls.close(PendingCallsTests::closed);
		assertThat(last).isCompletedExceptionally();
		assertThat(all.get(3)).isNotDone();
	}

	@Test
	void removeGivesACallBackUnsettled() {
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
		this.calls.close(PendingCallsTests::closed);
		assertThat(this.calls.add(call(3, 10), 1)).isEqualTo(Admission.CLOSED);
		this.calls.close(PendingCallsTests::closed);
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
		this.calls.add(PendingCall.ofApplication(1, "m", new byte[0], Duration.ofSeconds(Long.MAX_VALUE), 0,
				CallAttachment.NONE), 10);
		this.calls.add(call(2, 5), 10);
		this.clock.to(1_000_000);
		assertThat(this.expired).extracting(PendingCall::id).containsExactly(2L);
	}

	@Test
	void theScopeOfACallIsKnownForAWhileAfterItsEnd() {
		this.calls.add(
				PendingCall.ofApplication(1, "m", new byte[0], Duration.ofSeconds(5), 0, new Attachment("acme", null)),
				10);
		assertThat(this.calls.attachment(1)).isEqualTo(new Attachment("acme", null));
		this.calls.remove(1);
		assertThat(this.calls.attachment(1)).isEqualTo(new Attachment("acme", null));
		assertThat(this.calls.attachment(2)).isNull();
		pass(2, 10_000);
		assertThat(this.calls.attachment(2)).isNotNull();
		pass(10_002, 1);
		assertThat(this.calls.attachment(1)).isNull();
	}

	@Test
	void theScopeOfACallIsKnownAsLongAsItIsAskedFor() {
		// A loop that was begun inside a call keeps its scope while it goes on
		this.calls.add(
				PendingCall.ofApplication(1, "m", new byte[0], Duration.ofSeconds(5), 0, new Attachment("acme", null)),
				10);
		this.calls.remove(1);
		for (int i = 0; i < 10; i++) {
			pass(2 + i * 9_000, 9_000);
			assertThat(this.calls.attachment(1)).isEqualTo(new Attachment("acme", null));
		}
	}

	@Test
	void whatWatchedACallIsKeptForAMinuteAtTheMost() {
		// An ended call holds what watched it for a minute, though no other call comes
		Attachment whole = new Attachment("acme", "context");
		this.calls.add(PendingCall.ofApplication(1, "m", new byte[0], Duration.ofSeconds(5), 0,
				new Attachment("acme", "context")), 10);
		this.calls.remove(1);
		this.clock.to(59);
		assertThat(this.calls.attachment(1)).isEqualTo(whole);
		this.clock.to(118);
		assertThat(this.calls.attachment(1)).isEqualTo(whole);
		this.clock.to(178);
		assertThat(this.calls.attachment(1)).isEqualTo(new Attachment("acme", null));
		this.clock.to(240);
		assertThat(this.clock.alarms).isEmpty();
	}

	@Test
	void whatWatchedACallIsForgottenThoughNobodyAsks() {
		// The clock alone lets go of what watched an ended call
		this.calls.add(PendingCall.ofApplication(1, "m", new byte[0], Duration.ofSeconds(5), 0,
				new Attachment("acme", "context")), 10);
		this.calls.remove(1);
		this.clock.to(130);
		assertThat(this.clock.alarms).isEmpty();
	}

	@Test
	void whatWatchedCallsIsKeptForAThousandAtTheMost() {
		// No more than a thousand ended calls hold what watched them
		for (int i = 1; i <= 1100; i++) {
			this.calls.add(PendingCall.ofApplication(i, "m", new byte[0], Duration.ofSeconds(5), 0,
					new Attachment(null, "context " + i)), 10);
			this.calls.remove(i);
		}
		assertThat(this.calls.attachment(100)).isEqualTo(new Attachment(null, null));
		assertThat(this.calls.attachment(101)).isEqualTo(new Attachment(null, "context 101"));
	}

	@Test
	void nothingIsKeptOnceTheProcessHasEnded() {
		this.calls.add(PendingCall.ofApplication(1, "m", new byte[0], Duration.ofSeconds(5), 0,
				new Attachment(null, "context")), 10);
		this.calls.remove(1);
		this.calls.close(PendingCallsTests::closed);
		assertThat(this.calls.attachment(1)).isNull();
		assertThat(this.clock.alarms).isEmpty();
	}

	@Test
	void theHostsOwnCallsHaveNoScope() {
		this.calls.add(PendingCall.ofHost(1, "health", new byte[0], Duration.ofSeconds(5), 0), 10);
		assertThat(this.calls.attachment(1)).isNull();
		this.calls.remove(1);
		assertThat(this.calls.attachment(1)).isNull();
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

	private static Throwable closed(PendingCall call) {
		return new IllegalStateException("closed");
	}

	private PendingCall ofHost(long id) {
		return PendingCall.ofHost(id, "health", new byte[0], Duration.ofSeconds(10), this.clock.nanoTime());
	}

	private PendingCall call(long id, long seconds) {
		return PendingCall.ofApplication(id, "m", new byte[0], Duration.ofSeconds(seconds), this.clock.nanoTime(),
				CallAttachment.NONE);
	}

	/**
	 * A small and a large part.
	 */
	private record Attachment(@Nullable String small, @Nullable String large) implements CallAttachment {

		@Override
		public CallAttachment lasting() {
			return (this.large != null) ? new Attachment(this.small, null) : this;
		}

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
