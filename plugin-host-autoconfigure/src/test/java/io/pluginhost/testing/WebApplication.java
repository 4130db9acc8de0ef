package io.pluginhost.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

import io.pluginhost.PluginWorkerManager;

/**
 * An application with a web server on a port of its own, and who asks it.
 */
public final class WebApplication implements AutoCloseable {

	private static final String SECURITY = "org.springframework.boot.security.autoconfigure.";

	/** What is left out where a test is not about it. */
	public static final String UNSECURED = Stream
		.of("UserDetailsServiceAutoConfiguration", "actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
				"web.servlet.SecurityFilterAutoConfiguration", "web.servlet.ServletWebSecurityAutoConfiguration")
		.map(SECURITY::concat)
		.collect(Collectors.joining(","));

	private final HttpClient client = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private WebApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Run an application that lets in anybody.
	 * @param configuration its configuration
	 * @param properties what it is configured with, in this order
	 */
	public static WebApplication run(Class<?> configuration, List<String> properties) {
		return run(configuration, properties, Map.of("spring.autoconfigure.exclude", UNSECURED));
	}

	/**
	 * Run an application that lets in anybody and is configured by files.
	 * @param configuration its configuration
	 * @param directory where its files are
	 * @param properties what it is configured with besides, in this order
	 */
	public static WebApplication run(Class<?> configuration, Path directory, List<String> properties) {
		return run(configuration, properties, Map.of("spring.autoconfigure.exclude", UNSECURED),
				"--spring.config.location=" + directory.toUri());
	}

	/**
	 * Run an application behind Spring Security.
	 * @param configuration its configuration
	 * @param properties what it is configured with, in this order
	 */
	public static WebApplication runSecured(Class<?> configuration, List<String> properties) {
		return run(configuration, properties, Map.of());
	}

	private static WebApplication run(Class<?> configuration, List<String> properties, Map<String, Object> security,
			String... arguments) {
		SpringApplication application = new SpringApplication(configuration);
		application.setWebApplicationType(WebApplicationType.SERVLET);
		application.setBannerMode(Banner.Mode.OFF);
		application.setLogStartupInfo(false);
		Map<String, Object> source = new LinkedHashMap<>(Map.of("server.port", 0));
		source.putAll(security);
		for (String property : properties) {
			source.put(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
		}
		application.addInitializers((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", source)));
		return new WebApplication(application.run(arguments));
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public PluginWorkerManager manager() {
		return this.context.getBean(PluginWorkerManager.class);
	}

	/**
	 * Get what is at a path.
	 * @param path the path
	 * @param headers names and values in turn
	 */
	public HttpResponse<String> get(String path, String... headers) {
		return send(request(path, headers).GET().build());
	}

	public CompletableFuture<HttpResponse<String>> getAsync(String path) {
		return this.client.sendAsync(request(path).GET().build(), BodyHandlers.ofString());
	}

	/**
	 * Post JSON to a path.
	 * @param path the path
	 * @param json the body
	 * @param headers names and values in turn
	 */
	public HttpResponse<String> post(String path, String json, String... headers) {
		return send(request(path, headers).header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(json))
			.build());
	}

	private HttpRequest.Builder request(String path, String... headers) {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.timeout(Duration.ofSeconds(30));
		return (headers.length != 0) ? request.headers(headers) : request;
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.client.send(request, BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
