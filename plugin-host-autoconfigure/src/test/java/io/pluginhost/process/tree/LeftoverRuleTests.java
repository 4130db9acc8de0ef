package io.pluginhost.process.tree;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of who may be ended at start-up. We are process 42 of user 1000, our parent
 * is 7; of the other hosts 99 is alive since 500.
 */
class LeftoverRuleTests {

	private final LeftoverRule rule = new LeftoverRule(new OwnerMark("boot", "ns", 42, "100"), 1000, Set.of(42L, 7L),
			(owner) -> owner.hostPid() == 99 && owner.hostStarted().equals("500")
					|| owner.hostPid() == 42 && owner.hostStarted().equals("100"));

	@ParameterizedTest(name = "{5}")
	@CsvSource(textBlock = """
			# pid, user, mark,            leftover, , why
			1000,  1000, boot:ns:13:5,     true,  , its host is dead
			1000,  1000, boot:ns:99:499,   true,  , its host's id is another process's now
			1000,  1000, boot:ns:42:99,    true,  , its host's id is ours now
			1000,  1000, boot:ns:99:500,   false, , its host lives
			1000,  1000, boot:ns:42:100,   false, , its host is this one
			1000,  1000, reboot:ns:13:5,   false, , its mark is older than the machine's start
			1000,  1000, boot:other:13:5,  false, , its host is in another namespace
			1000,  1000, -:ns:13:5,        false, , its boot is unknown
			1000,  1001, boot:ns:13:5,     false, , it is another user's
			1000,  0,    boot:ns:13:5,     false, , it is root's
			1000,  ,     boot:ns:13:5,     false, , its user is unknown
			42,    1000, boot:ns:13:5,     false, , it is us
			7,     1000, boot:ns:13:5,     false, , it is our ancestor
			""")
	void leftoverWhenHostIsDeadAndAllElseIsOurs(long pid, @Nullable Long realUid, String mark, boolean leftover,
			@Nullable String nothing, String why) {
		OwnerMark owner = OwnerMark.parse(mark);
		assertThat(owner).isNotNull();
		assertThat(this.rule.isLeftover(pid, realUid, owner)).as(why).isEqualTo(leftover);
	}

}
