package io.pluginhost.event.support;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.event.Level;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class CompositeWorkerListenerTests {

	private final List<String> heard = new ArrayList<>();

	@Test
	void allNewsReachAllListenersInOrder() {
		notifyAllMethods(new CompositeWorkerListener(List.of(new Listener("a"), new Listener("b"))));
		assertThat(this.heard).containsExactly("a event", "b event", "a stream", "b stream", "a line", "b line",
				"a error", "b error");
	}

	// A failure names the listener, the event and the plugin
	@Test
	void listenerThatThrowsKeepsNothingFromTheOthers(CapturedOutput output) {
		WorkerListener bad = new Listener("bad", new IllegalStateException("no ears"));
		WorkerListener worse = new Listener("worse", new AssertionError("no head"));
		notifyAllMethods(new CompositeWorkerListener(List.of(bad, worse, new Listener("good"))));
		assertThat(this.heard).containsExactly("good event", "good stream", "good line", "good error");
		assertThat(output).contains("bad failed to handle PluginWorkerReadyEvent of plugin 'acme.linear'")
			.contains("no ears")
			.contains("worse failed to handle a stream event of plugin 'acme.linear'")
			.contains("no head");
	}

	private static void notifyAllMethods(WorkerListener listener) {
		listener.onWorkerEvent(new PluginWorkerReadyEvent("acme.linear", Instant.EPOCH, 1));
		listener.onStreamEvent(
				new PluginStreamEvent("acme.linear", PluginStreamEvent.Kind.OPEN, "news", null, null, false));
		listener.onLogLine(new WorkerLogLine("acme.linear", Instant.EPOCH, Level.INFO, "hello", Map.of()));
		listener.onProtocolError("acme.linear", ProtocolError.values()[0]);
	}

	private final class Listener implements WorkerListener {

		private final String name;

		private final Throwable failure;

		Listener(String name) {
			this(name, null);
		}

		Listener(String name, Throwable failure) {
			this.name = name;
			this.failure = failure;
		}

		@Override
		public void onWorkerEvent(PluginWorkerEvent event) {
			receive("event");
		}

		@Override
		public void onStreamEvent(PluginStreamEvent event) {
			receive("stream");
		}

		@Override
		public void onLogLine(WorkerLogLine line) {
			receive("line");
		}

		@Override
		public void onProtocolError(String pluginId, ProtocolError error) {
			receive("error");
		}

		private void receive(String what) {
			if (this.failure instanceof Error error) {
				throw error;
			}
			if (this.failure instanceof RuntimeException exception) {
				throw exception;
			}
			CompositeWorkerListenerTests.this.heard.add(this.name + " " + what);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
