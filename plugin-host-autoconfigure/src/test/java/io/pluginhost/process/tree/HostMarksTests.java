package io.pluginhost.process.tree;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HostMarksTests {

	@Test
	void putReplacesMarkThatIsInheritedOrConfigured() {
		// A worker must not pass for the worker of another host
		HostMarks marks = new HostMarks();
		Map<String, String> environment = new HashMap<>(Map.of(OwnerMark.VARIABLE, "forged", "PATH", "/bin"));
		String worker = marks.nextWorker();
		marks.put(environment, worker);
		assertThat(environment).containsEntry(OwnerMark.VARIABLE, OwnerMark.ofThisHost() + ":" + worker)
			.containsEntry("PATH", "/bin");
	}

}
