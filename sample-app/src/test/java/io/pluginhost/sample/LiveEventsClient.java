package io.pluginhost.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of the server-sent events.
 */
class LiveEventsClient implements AutoCloseable {

	private final List<Event> events = new CopyOnWriteArrayList<>();

	private final Stream<String> lines;

	LiveEventsClient(String url) throws IOException, InterruptedException {
		HttpResponse<Stream<String>> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(url + "/api/events")).build(), HttpResponse.BodyHandlers.ofLines());
		this.lines = response.body();
		Thread reader = new Thread(this::read, "live-events-client");
		reader.setDaemon(true);
		reader.start();
		await((event) -> event.name().equals("connected"));
	}

	private void read() {
		StringBuilder name = new StringBuilder();
		try {
			this.lines.forEach((line) -> {
				if (line.startsWith("event:")) {
					name.setLength(0);
					name.append(line.substring("event:".length()));
				}
				else if (line.startsWith("data:")) {
					this.events.add(
							new Event(name.toString(), JsonMapper.shared().readTree(line.substring("data:".length()))));
				}
			});
		}
		catch (RuntimeException ex) {
			// Closed
		}
	}

	List<JsonNode> await(Predicate<Event> last) {
		Awaitility.await("live event").atMost(Patience.LIMIT).until(() -> this.events.stream().anyMatch(last));
		return this.events.stream().map(Event::data).toList();
	}

	@Override
	public void close() {
		this.lines.close();
	}

	record Event(String name, JsonNode data) {

		boolean is(String field, String value) {
			return data().path(field).asString("").equals(value);
		}

	}

}
