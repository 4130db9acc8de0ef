package io.pluginhost.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A headless Chromium with one page, controlled with its DevTools protocol, for which the
 * JDK has all it takes.
 */
public class Browser implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final HttpClient http = HttpClient.newHttpClient();

	private final AtomicInteger ids = new AtomicInteger();

	private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();

	/** What went wrong inside the page. */
	private final List<String> errors = new CopyOnWriteArrayList<>();

	private final Path profile;

	private final Process process;

	private final WebSocket page;

	/**
	 * Start Chromium.
	 * @param chromium the program
	 * @throws IOException if it cannot be started
	 */
	public Browser(Path chromium) throws IOException {
		this.profile = Files.createTempDirectory("chromium");
		this.process = new ProcessBuilder(chromium.toString(), "--headless", "--no-sandbox", "--disable-gpu",
				"--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
				"--disable-component-update", "--disable-sync",
				// A mouse, which a machine without a screen lacks
				"--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
				"--user-data-dir=" + this.profile, "--remote-debugging-port=0", "about:blank")
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		this.page = this.http.newWebSocketBuilder().buildAsync(pageAddress(), new Messages()).join();
		command("Page.enable", Map.of());
		command("Runtime.enable", Map.of());
		command("Log.enable", Map.of());
	}

	private URI pageAddress() {
		Path portFile = this.profile.resolve("DevToolsActivePort");
		Awaitility.await("Chromium")
			.atMost(Patience.LIMIT)
			.until(() -> Files.exists(portFile) && Files.size(portFile) > 0);
		return Awaitility.await("page").atMost(Patience.LIMIT).ignoreExceptions().until(() -> {
			String port = Files.readAllLines(portFile).get(0);
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
			return JSON.readTree(this.http.send(request, HttpResponse.BodyHandlers.ofString()).body())
				.valueStream()
				.filter((target) -> target.path("type").asString().equals("page"))
				.map((target) -> URI.create(target.path("webSocketDebuggerUrl").asString()))
				.findFirst()
				.orElse(null);
		}, (address) -> address != null);
	}

	JsonNode command(String method, Map<String, ?> params) {
		int id = this.ids.incrementAndGet();
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.pending.put(id, answer);
		this.page.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", params)), true).join();
		JsonNode message = answer.orTimeout(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
		assertThat(message.has("error")).as(() -> method + ": " + message).isFalse();
		return message.path("result");
	}

	/**
	 * Give the page a size.
	 * @param width in pixels
	 * @param height in pixels
	 */
	public void resize(int width, int height) {
		command("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
	}

	/**
	 * Go to a page.
	 * @param url where it is
	 */
	public void open(String url) {
		command("Page.navigate", Map.of("url", url));
		await("document.readyState === 'complete' && location.href.startsWith('" + url + "')");
	}

	/**
	 * Evaluate JavaScript.
	 * @param expression in the page
	 * @return its value
	 */
	public JsonNode evaluate(String expression) {
		JsonNode result = command("Runtime.evaluate",
				Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
		assertThat(result.has("exceptionDetails")).as(() -> expression + ": " + result).isFalse();
		return result.at("/result/value");
	}

	/**
	 * Wait until something is true.
	 * @param condition in JavaScript
	 */
	public void await(String condition) {
		Awaitility.await(condition)
			.atMost(Patience.LIMIT)
			.until(() -> evaluate("Boolean(" + condition + ")").asBoolean());
	}

	/**
	 * Return the text of an element.
	 * @param selector the element
	 * @return its text, hidden parts too
	 */
	public String text(String selector) {
		return evaluate("document.querySelector('" + selector + "').textContent").asString();
	}

	boolean isVisible(String selector) {
		return evaluate("document.querySelector('" + selector + "').checkVisibility()").asBoolean();
	}

	/**
	 * Press the left button where the element is, as soon as it can be pressed.
	 * @param selector the element
	 */
	public void click(String selector) {
		await("document.querySelector('" + selector + "')?.checkVisibility() && !document.querySelector('" + selector
				+ "').disabled");
		JsonNode point = evaluate("""
				(() => {
				  const element = document.querySelector('%s');
				  element.scrollIntoView({ block: 'center', behavior: 'instant' });
				  const box = element.getBoundingClientRect();
				  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
				})()""".formatted(selector));
		for (String type : List.of("mousePressed", "mouseReleased")) {
			command("Input.dispatchMouseEvent", Map.of("type", type, "x", point.path("x").asDouble(), "y",
					point.path("y").asDouble(), "button", "left", "clickCount", 1));
		}
	}

	void chooseFile(String selector, Path file) {
		int root = command("DOM.getDocument", Map.of()).at("/root/nodeId").asInt();
		int input = command("DOM.querySelector", Map.of("nodeId", root, "selector", selector)).path("nodeId").asInt();
		command("DOM.setFileInputFiles", Map.of("nodeId", input, "files", List.of(file.toAbsolutePath().toString())));
	}

	/**
	 * Take a picture of what is to be seen, once colours are what they change to.
	 * @param file a PNG to be
	 * @throws IOException if it cannot be written
	 */
	public void screenshot(Path file) throws IOException {
		evaluate(
				"document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish()), 1");
		JsonNode result = command("Page.captureScreenshot", Map.of("format", "png"));
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.write(file, Base64.getDecoder().decode(result.path("data").asString()));
	}

	/**
	 * Take a picture for the documents, if the property {@code plugin-host.write-docs}
	 * says so.
	 * @param file a PNG to be
	 * @throws IOException if it cannot be written
	 */
	public void document(Path file) throws IOException {
		if (Boolean.getBoolean("plugin-host.write-docs")) {
			screenshot(file);
		}
	}

	void dark(boolean dark) {
		command("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
	}

	List<String> errors() {
		return this.errors;
	}

	@Override
	public void close() {
		this.page.abort();
		List<ProcessHandle> children = this.process.descendants().toList();
		this.process.destroyForcibly();
		children.forEach(ProcessHandle::destroyForcibly);
		this.process.onExit().orTimeout(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
		Awaitility.await("profile deleted").atMost(Patience.LIMIT).ignoreExceptions().until(() -> {
			FileSystemUtils.deleteRecursively(this.profile);
			return Files.notExists(this.profile);
		});
	}

	/**
	 * Puts the frames of a message together, and the message where it belongs.
	 */
	private final class Messages implements WebSocket.Listener {

		private final StringBuilder message = new StringBuilder();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.message.append(data);
			if (last) {
				JsonNode message = JSON.readTree(this.message.toString());
				this.message.setLength(0);
				receive(message);
			}
			socket.request(1);
			return null;
		}

		private void receive(JsonNode message) {
			if (message.has("id")) {
				Browser.this.pending.remove(message.path("id").asInt()).complete(message);
			}
			else if (message.path("method").asString().equals("Runtime.exceptionThrown")) {
				Browser.this.errors.add(message.at("/params/exceptionDetails").toString());
			}
			else if (message.path("method").asString().equals("Log.entryAdded")
					&& message.at("/params/entry/level").asString().equals("error")) {
				Browser.this.errors.add(message.at("/params/entry/text").asString() + " "
						+ message.at("/params/entry/url").asString(""));
			}
		}

	}

}
