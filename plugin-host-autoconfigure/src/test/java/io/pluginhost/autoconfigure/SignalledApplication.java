package io.pluginhost.autoconfigure;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.event.PluginWorkerEvent;

/**
 * An application in a JVM of its own that prints the events of its plugins, and takes its
 * time to close, as one does that answers its last requests.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(PluginHostAutoConfiguration.class)
public class SignalledApplication {

	private static final PrintStream OUT = System.out;

	public static void main(String[] args) throws InterruptedException {
		SpringApplication application = new SpringApplication(SignalledApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(args);
		OUT.println("ready");
		Thread.currentThread().join();
	}

	@EventListener
	void onWorkerEvent(PluginWorkerEvent event) {
		OUT.println(event.getClass().getSimpleName());
	}

	@Bean
	SmartLifecycle lastRequests(PluginWorkerManager manager) {
		return new SmartLifecycle() {

			private volatile boolean running;

			@Override
			public void start() {
				this.running = true;
			}

			@Override
			public void stop() {
				long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
				while (isBusy(manager.getWorker("acme").status()) && System.nanoTime() < deadline) {
					LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
				}
				OUT.println("acme " + manager.getWorker("acme").status());
				this.running = false;
			}

			private boolean isBusy(WorkerStatus status) {
				return status == WorkerStatus.RUNNING || status == WorkerStatus.STOPPING;
			}

			@Override
			public boolean isRunning() {
				return this.running;
			}

		};
	}

}
