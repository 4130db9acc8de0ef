package io.pluginhost.autoconfigure;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallObserver;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;

/**
 * The listeners and the observer of the manager, looked up once all singletons have been
 * created. The manager needs neither to be created, so what these need, such as a meter
 * registry with its filters or an observation registry with its handlers, may need the
 * manager.
 * <p>
 * Until then, events of workers that an application has started itself wait on the
 * threads that deliver them, registrations are kept, and calls are not observed.
 */
final class LateListeners implements SmartInitializingSingleton, DisposableBean {

	/** Maximum number of notifications and protocol errors that are kept. */
	private static final int MAX_KEPT = 1000;

	private final Supplier<WorkerListener> listenerSource;

	private final Supplier<CallObserver> observerSource;

	private final CountDownLatch ready = new CountDownLatch(1);

	private final Listener listener = new Listener();

	private final Observer observer = new Observer();

	/**
	 * Create the listeners.
	 * @param listenerSource looks up the listener
	 * @param observerSource looks up the observer
	 */
	LateListeners(Supplier<WorkerListener> listenerSource, Supplier<CallObserver> observerSource) {
		this.listenerSource = listenerSource;
		this.observerSource = observerSource;
	}

	WorkerListener listener() {
		return this.listener;
	}

	CallObserver observer() {
		return this.observer;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.observer.delegate = this.observerSource.get();
		open(this.listenerSource.get());
	}

	/**
	 * Release waiting threads, in a context that has failed to start.
	 */
	@Override
	public void destroy() {
		if (this.ready.getCount() > 0) {
			open(new WorkerListener() {
			});
		}
	}

	private void open(WorkerListener delegate) {
		this.listener.open(delegate);
		this.ready.countDown();
	}

	/**
	 * Observes nothing until the observer has been looked up.
	 */
	private static final class Observer implements CallObserver {

		private volatile CallObserver delegate = CallObserver.NONE;

		@Override
		public CallObservation call(String pluginId, String method) {
			return this.delegate.call(pluginId, method);
		}

		@Override
		public CallObservation hostCall(String pluginId, String method, boolean known, CallObservation cause) {
			return this.delegate.hostCall(pluginId, method, known, cause);
		}

	}

	/**
	 * Waits for the listener where blocking is allowed, and keeps the rest.
	 */
	private final class Listener implements WorkerListener {

		private volatile @Nullable WorkerListener delegate;

		// Guarded by this
		private final Map<String, PluginWorkerManager> registered = new LinkedHashMap<>();

		// Guarded by this
		private final Queue<Consumer<WorkerListener>> kept = new ArrayDeque<>();

		void open(WorkerListener delegate) {
			Map<String, PluginWorkerManager> registered;
			Queue<Consumer<WorkerListener>> kept;
			synchronized (this) {
				registered = new LinkedHashMap<>(this.registered);
				kept = new ArrayDeque<>(this.kept);
				this.registered.clear();
				this.kept.clear();
				this.delegate = delegate;
			}
			registered.forEach((pluginId, manager) -> delegate.onRegistration(manager, pluginId));
			kept.forEach((event) -> event.accept(delegate));
		}

		@Override
		public void onWorkerEvent(PluginWorkerEvent event) {
			await((delegate) -> delegate.onWorkerEvent(event));
		}

		@Override
		public void onStreamEvent(PluginStreamEvent event) {
			await((delegate) -> delegate.onStreamEvent(event));
		}

		@Override
		public void onStreamsEnd(String pluginId) {
			await((delegate) -> delegate.onStreamsEnd(pluginId));
		}

		@Override
		public void onLogLine(WorkerLogLine line) {
			await((delegate) -> delegate.onLogLine(line));
		}

		@Override
		public void onRegistration(PluginWorkerManager manager, String pluginId) {
			synchronized (this) {
				if (this.delegate == null) {
					this.registered.put(pluginId, manager);
					return;
				}
			}
			this.delegate.onRegistration(manager, pluginId);
		}

		@Override
		public void onNotification(String pluginId, String method, boolean known) {
			WorkerListener delegate = this.delegate;
			if (delegate != null) {
				// Called for each message: allocates nothing
				delegate.onNotification(pluginId, method, known);
				return;
			}
			keep((later) -> later.onNotification(pluginId, method, known));
		}

		@Override
		public void onProtocolError(String pluginId, ProtocolError error) {
			keep((delegate) -> delegate.onProtocolError(pluginId, error));
		}

		private void keep(Consumer<WorkerListener> event) {
			WorkerListener delegate;
			synchronized (this) {
				delegate = this.delegate;
				if (delegate == null) {
					if (this.kept.size() < MAX_KEPT) {
						this.kept.add(event);
					}
					return;
				}
			}
			event.accept(delegate);
		}

		private void await(Consumer<WorkerListener> event) {
			try {
				LateListeners.this.ready.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			WorkerListener delegate = this.delegate;
			if (delegate != null) {
				event.accept(delegate);
			}
		}

	}

}
