package io.pluginhost.autoconfigure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallObserver;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LateListeners}.
 */
class LateListenersTests {

	private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

	private final LateListeners listeners = new LateListeners(Recorder::new, () -> CallObserver.NONE);

	// Events before the listeners have been looked up reach them, without blocking who
	// must not block
	@Test
	void eventsBeforeSingletonsAreCreatedAreDeliveredLater() throws Exception {
		WorkerListener listener = this.listeners.listener();
		listener.onRegistration(new FakePluginWorkerManager("a"), "a");
		listener.onNotification("a", "progress", true);
		listener.onProtocolError("a", ProtocolError.values()[0]);
		CountDownLatch told = new CountDownLatch(1);
		Thread teller = new Thread(() -> {
			listener.onWorkerEvent(new PluginWorkerReadyEvent("a", Instant.EPOCH, 1));
			told.countDown();
		});
		teller.start();
		assertThat(this.heard).isEmpty();
		assertThat(this.listeners.observer().call("a", "any")).isSameAs(CallObservation.NONE);
		this.listeners.afterSingletonsInstantiated();
		assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.heard).contains("registration a", "notification a", "error a", "event a");
		listener.onNotification("b", "progress", true);
		listener.onRegistration(new FakePluginWorkerManager(), "b");
		assertThat(this.heard).endsWith("notification b", "registration b");
	}

	// A context that fails to start releases waiting threads
	@Test
	void destroyWhenListenersWereNotLookedUpReleasesWaitingThreads() throws Exception {
		WorkerListener listener = this.listeners.listener();
		Thread teller = new Thread(() -> listener.onWorkerEvent(new PluginWorkerReadyEvent("a", Instant.EPOCH, 1)));
		teller.start();
		this.listeners.destroy();
		teller.join(30_000);
		assertThat(teller.isAlive()).isFalse();
		assertThat(this.heard).isEmpty();
	}

	private final class Recorder implements WorkerListener {

		@Override
		public void onWorkerEvent(PluginWorkerEvent event) {
			LateListenersTests.this.heard.add("event " + event.pluginId());
		}

		@Override
		public void onRegistration(PluginWorkerManager manager, String pluginId) {
			LateListenersTests.this.heard.add("registration " + pluginId);
		}

		@Override
		public void onNotification(String pluginId, String method, boolean known) {
			LateListenersTests.this.heard.add("notification " + pluginId);
		}

		@Override
		public void onProtocolError(String pluginId, ProtocolError error) {
			LateListenersTests.this.heard.add("error " + pluginId);
		}

	}

}
