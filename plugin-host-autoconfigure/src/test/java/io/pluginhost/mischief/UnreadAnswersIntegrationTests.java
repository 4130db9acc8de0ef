package io.pluginhost.mischief;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A worker that asks for much and reads none of it.
 */
@EnabledOnOs(OS.LINUX)
@RequiresTool("python3")
class UnreadAnswersIntegrationTests {

	private static final int MEGABYTE = 1024 * 1024;

	private static final int ROOM = 2;

	private static final int HANDLERS = 4;

	private static final String ASKING = """
			import json, sys, time
			def send(**message): sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\\n")
			opening = json.loads(sys.stdin.buffer.readline())
			send(id=opening["id"], result={"ok": True, "supportedMethods": []})
			for n in range(500): send(id="w%d" % n, method="much", params={})
			send(method="asked", params={})
			sys.stdout.flush()
			time.sleep(1000)
			""";

	@RegisterExtension
	static final MischiefHost host = new MischiefHost();

	@Test
	void answersThatAreNotReadAreBoundedByTheirRoomAndTheHandlersAtWork(@TempDir Path directory) throws Exception {
		// The room for an answer is taken before its handler begins, or the handler waits
		AtomicInteger made = new AtomicInteger();
		CountDownLatch asked = new CountDownLatch(1);
		host.start(asking(directory).maxQueuedBytes(ROOM * MEGABYTE)
			.maxHostCalls(HANDLERS)
			.hostCallTimeout(Duration.ofHours(1))
			.writeStallTimeout(Duration.ofHours(1))
			.healthCheckEnabled(false)
			.handler("much", (params, call) -> {
				made.incrementAndGet();
				return "x".repeat(MEGABYTE);
			})
			.handler("asked", (params, call) -> {
				asked.countDown();
				return null;
			})
			.build());
		assertThat(asked.await(MischiefHost.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		await().during(Duration.ofMillis(500))
			.atMost(MischiefHost.PATIENCE)
			.until(() -> made.get() >= ROOM && made.get() <= ROOM + HANDLERS);
	}

	private static PluginDefinitionBuilder asking(Path directory) throws IOException {
		Path script = Files.writeString(directory.resolve("asking.py"), ASKING);
		return host.command(List.of("python3", script.toString()));
	}

}
