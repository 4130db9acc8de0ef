package io.pluginhost.client;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.ReflectionUtils;

import io.pluginhost.DocumentationPage;
import io.pluginhost.client.support.ProxyPluginClientFactory;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code in {@code docs/clients.md} and the README compiles, its interfaces work, and
 * they send what the page says.
 */
class ClientsPageTests {

	private static final DocumentationPage PAGE = DocumentationPage.read("docs/clients.md");

	private final Map<String, String> sent = new LinkedHashMap<>();

	private final List<Class<?>> types;

	private final List<Object> clients = new ArrayList<>();

	ClientsPageTests(@TempDir Path directory) {
		FakePluginWorkerManager manager = new FakePluginWorkerManager("acme.linear");
		manager.getWorker("acme.linear").answer((call) -> {
			this.sent.put(call.method(), call.params());
			return CompletableFuture.completedFuture("[]");
		});
		ProxyPluginClientFactory factory = new ProxyPluginClientFactory(manager,
				new MockEnvironment()::resolveRequiredPlaceholders);
		this.types = new ArrayList<>(PAGE.compile(directory.resolve("clients")));
		this.types.addAll(DocumentationPage.read("README.md").compile(directory.resolve("readme")));
		for (Class<?> type : this.types) {
			if (type.isAnnotationPresent(PluginClient.class)) {
				this.clients.add(factory.createClient(type));
			}
		}
	}

	@Test
	void interfacesOnThePageAndInTheReadmeWork() {
		assertThat(this.clients).extracting(Object::toString)
			.containsExactlyInAnyOrder("Linear of plugin 'acme.linear'", "Searches of plugin 'acme.linear'",
					"Tracker of plugin 'acme.linear'", "IssueStore of plugin 'acme.store'",
					"Greeter of plugin 'greeter'");
	}

	@Test
	void interfacesSendWhatThePageSays() throws Exception {
		Object searches = client("Searches");
		Class<?> query = type("Searches$Query");
		Constructor<?> constructor = query.getDeclaredConstructors()[0];
		ReflectionUtils.makeAccessible(constructor);
		Object eng = constructor.newInstance("ENG", List.of());
		call(searches, "search", query, eng);
		call(searches, "searchAll", query, eng);
		call(searches, "byLabels", List.class, List.of("a", "b"));
		assertThat(this.sent).containsEntry("search", comment("search"))
			.containsEntry("search.all", comment("search.all"))
			.containsEntry("search.labels", comment("search.labels"));
	}

	private static void call(Object client, String name, Class<?> parameter, Object argument) throws Exception {
		Method method = client.getClass().getInterfaces()[0].getMethod(name, parameter);
		ReflectionUtils.makeAccessible(method);
		method.invoke(client, argument);
	}

	/**
	 * What the page says beside the annotation, written as the wire does.
	 */
	private static String comment(String method) {
		Matcher line = Pattern.compile("@PluginMethod\\(\"" + Pattern.quote(method) + "\"\\) +// (.+)")
			.matcher(PAGE.text());
		assertThat(line.find()).isTrue();
		return line.group(1).replace(" ", "");
	}

	private Object client(String name) {
		return this.clients.stream().filter((client) -> client.toString().startsWith(name)).findFirst().orElseThrow();
	}

	private Class<?> type(String name) {
		return this.types.stream().filter((type) -> type.getName().equals("docs." + name)).findFirst().orElseThrow();
	}

}
