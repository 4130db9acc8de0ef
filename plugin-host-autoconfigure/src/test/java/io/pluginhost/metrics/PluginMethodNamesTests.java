package io.pluginhost.metrics;

import io.micrometer.common.KeyValue;
import org.junit.jupiter.api.Test;

import io.pluginhost.observation.CallOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PluginMethodNames}.
 */
class PluginMethodNamesTests {

	private final PluginMethodNames names = new PluginMethodNames();

	@Test
	void calledWhenAmongTheFirstHundredIsNamed() {
		for (int i = 0; i < 200; i++) {
			assertThat(this.names.called("acme.linear", "m" + i)).isEqualTo((i < 100) ? "m" + i : "unknown");
		}
		assertThat(this.names.called("acme.linear", "m7")).isEqualTo("m7");
		assertThat(this.names.called("acme.slack", "m150")).isEqualTo("m150");
	}

	@Test
	void calledWhenDeclaredIsNamedThoughManyOthersWereBefore() {
		for (int i = 0; i < 200; i++) {
			this.names.called("acme.linear", "m" + i);
		}
		this.names.declare("acme.linear", "getData");
		assertThat(this.names.called("acme.linear", "getData")).isEqualTo("getData");
		assertThat(this.names.called("acme.linear", "setData")).isEqualTo("unknown");
		this.names.forget("acme.linear");
		for (int i = 0; i < 200; i++) {
			this.names.called("acme.linear", "m" + i);
		}
		assertThat(this.names.called("acme.linear", "getData")).isEqualTo("getData");
	}

	@Test
	void forgetMakesRoom() {
		for (int i = 0; i < 200; i++) {
			this.names.called("acme.linear", "m" + i);
		}
		this.names.forget("acme.linear");
		assertThat(this.names.called("acme.linear", "m150")).isEqualTo("m150");
	}

	@Test
	void keyValuesAreMadeOnceForEachMethodOfEachPlugin() {
		CallKeyValues values = this.names.keyValues("acme.linear", "m");
		assertThat(this.names.keyValues("acme.linear", "m")).isSameAs(values);
		assertThat(this.names.keyValues("acme.slack", "m").with(null)).contains(KeyValue.of("plugin", "acme.slack"));
		assertThat(values.with(CallOutcome.TIMEOUT)).containsExactlyInAnyOrder(KeyValue.of("plugin", "acme.linear"),
				KeyValue.of("method", "m"), KeyValue.of("outcome", "TIMEOUT"));
		this.names.forget("acme.linear");
		assertThat(this.names.keyValues("acme.linear", "m")).isNotSameAs(values);
	}

}
