package restarted;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.client.ImportPluginClients;
import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginMethod;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamListener;

/**
 * Compiled by the test, and compiled anew with another version while it runs. Tells in
 * one line what it saw of its plugin.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ImportPluginClients(RestartedApplication.Echo.class)
@Import({ RestartedApplication.Numbers.class, RestartedApplication.Streams.class })
public class RestartedApplication {

	static final String VERSION = "one";

	private final BlockingQueue<PluginWorkerReadyEvent> ready = new LinkedBlockingQueue<>();

	@Autowired
	Echo echo;

	@Autowired
	PluginWorkerManager manager;

	@Autowired
	Streams streams;

	public static void main(String[] args) {
		SpringApplication.run(RestartedApplication.class, args);
	}

	@EventListener
	void hear(PluginWorkerReadyEvent event) {
		this.ready.add(event);
	}

	@EventListener
	void tell(ApplicationReadyEvent event) throws InterruptedException {
		Message answer = this.echo.echo(new Message(VERSION, List.of(new Part(1))));
		HostAnswer told = this.echo.askHost("numbers.next");
		this.manager.call("acme", "stream").param("count", 1).retrieve();
		System.out.println(String.join(" ", "SAW", VERSION, answer.text(), answer.parts().toString(), told.result().text(),
				"ready=" + this.ready.take().generation(), this.streams.events.take().kind().toString(),
				getClass().getClassLoader().getClass().getSimpleName(),
				"library=" + PluginWorkerManager.class.getClassLoader().getClass().getSimpleName(),
				"pid=" + this.manager.getWorker("acme").diagnostics().pid(), "versions=" + reachable()));
	}

	/**
	 * Which versions can still be reached, in their order: the second not for long once
	 * there is a fourth. Kept where all can look.
	 */
	@SuppressWarnings("unchecked")
	private static String reachable() throws InterruptedException {
		List<WeakReference<ClassLoader>> loaders = (List<WeakReference<ClassLoader>>) System.getProperties()
			.computeIfAbsent("restarted.loaders", (key) -> new ArrayList<>());
		loaders.add(new WeakReference<>(RestartedApplication.class.getClassLoader()));
		for (int i = 0; i < 600 && loaders.size() > 3 && loaders.get(1).get() != null; i++) {
			System.gc();
			TimeUnit.MILLISECONDS.sleep(50);
		}
		return loaders.stream().map((loader) -> (loader.get() != null) ? "kept" : "gone").collect(Collectors.joining(","));
	}

	record Message(String text, List<Part> parts) {
	}

	record Part(int number) {
	}

	record Key(String key) {
	}

	record Told(String text) {
	}

	record HostAnswer(Told result) {
	}

	@PluginClient("acme")
	interface Echo {

		@PluginMethod("echo")
		Message echo(Message message);

		@PluginMethod("host")
		HostAnswer askHost(String text);

	}

	@Component
	static class Numbers {

		@HostHandler("numbers.next")
		Told next(Key key) {
			return new Told(key.key() + "-" + VERSION);
		}

	}

	@Component
	static class Streams implements PluginStreamListener {

		final BlockingQueue<PluginStreamEvent> events = new LinkedBlockingQueue<>();

		@Override
		public void onStreamEvent(PluginStreamEvent event) {
			this.events.add(event);
		}

	}

}
