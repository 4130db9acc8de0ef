package io.pluginhost.rpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the tables of calls to what Java's maps do with the same ids.
 */
class CallTableFuzzTests {

	private static final int MOST = 8;

	@Property(edgeCases = EdgeCasesMode.NONE)
	void callsAreFoundAndKeepTheirOrder(@ForAll @Size(max = 200) List<@IntRange(min = 0, max = 90) Integer> ids) {
		CallTable table = new CallTable();
		Map<Long, PendingCall> reference = new LinkedHashMap<>();
		for (long id : ids) {
			if (reference.containsKey(id)) {
				assertThat(table.get(id)).isSameAs(reference.get(id));
				assertThat(table.remove(id)).isSameAs(reference.remove(id));
			}
			else {
				assertThat(table.remove(id)).isNull();
				PendingCall call = PendingCall.ofApplication(id, "m", new byte[0], Duration.ZERO, 0,
						CallAttachment.NONE);
				table.put(call);
				reference.put(id, call);
			}
			assertThat(table.size()).isEqualTo(reference.size());
			assertThat(table.toList().equals(List.copyOf(reference.values()))).as("order").isTrue();
		}
		for (long id = 0; id <= 90; id++) {
			assertThat(table.get(id)).isSameAs(reference.get(id));
		}
	}

	@Property(edgeCases = EdgeCasesMode.NONE)
	void endedCallsAreForgottenInTurn(@ForAll @Size(max = 200) List<@IntRange(min = 0, max = 30) Integer> asked) {
		EndedCalls ended = new EndedCalls(MOST, Duration.ofMinutes(1));
		Map<Long, CallAttachment> reference = new LinkedHashMap<>(16, 0.75f, true) {

			@Override
			protected boolean removeEldestEntry(Map.Entry<Long, CallAttachment> eldest) {
				return size() > MOST;
			}

		};
		for (int i = 0; i < asked.size(); i++) {
			Attachment attachment = new Attachment(i);
			ended.put(i, attachment, 0);
			reference.put((long) i, attachment);
			long id = i - asked.get(i);
			assertThat(ended.get(id, 0)).isSameAs(reference.get(id));
		}
		List<CallAttachment> kept = new ArrayList<>();
		List.copyOf(reference.keySet()).forEach((id) -> kept.add(ended.get(id, 0)));
		assertThat(kept).containsExactlyElementsOf(reference.values());
	}

	@Property(edgeCases = EdgeCasesMode.NONE)
	void endedCallsAreForgottenInTime(@ForAll @Size(max = 200) List<@IntRange(min = 0, max = 3) Integer> pauses) {
		// An ended call is kept for its time, and no longer
		long kept = 20;
		EndedCalls ended = new EndedCalls(MOST, Duration.ofNanos(kept));
		long[] endedAt = new long[pauses.size()];
		long now = 0;
		for (int i = 0; i < pauses.size(); i++) {
			now += pauses.get(i);
			endedAt[i] = now;
			ended.put(i, new Attachment(i), now);
		}
		for (int i = pauses.size() - 1; i >= 0; i--) {
			boolean remembered = now - endedAt[i] < kept && i >= pauses.size() - MOST;
			assertThat(ended.get(i, now) != null).as("%d of %s", i, pauses).isEqualTo(remembered);
		}
		assertThat(ended.isEmpty() || ended.untilOld(now + kept) <= 0).isTrue();
		ended.removeOld(now + kept);
		assertThat(ended.isEmpty()).isTrue();
	}

	private record Attachment(int number) implements CallAttachment {

		@Override
		public CallAttachment lasting() {
			return this;
		}

	}

}
