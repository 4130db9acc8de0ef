package io.pluginhost.process;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import io.pluginhost.PluginDefinition;

/**
 * The promises, kept by a real process.
 */
class LocalProcessContractTests extends AbstractWorkerProcessContractTests {

	private static final String OBEDIENT = """
			while IFS= read -r line; do
			  case "$line" in
			    say*) printf '%s\\n' "${line#say }" ;;
			    err*) printf '%s\\n' "${line#err }" >&2 ;;
			    exit*) exit "${line#exit }" ;;
			    deaf) trap '' TERM ;;
			    'close stdout') exec >&- ;;
			    'close stdin') exec <&-; printf 'closed\\n'; exec sleep 600 ;;
			  esac
			done
			""";

	@TempDir
	private Path directory;

	private final LocalLaunch launch = new LocalLaunch();

	@Override
	WorkerProcess start(long maxLineLength, long maxQueuedBytes) throws IOException {
		return this.launch.start(PluginDefinition.builder("acme.linear")
			.command("sh", "-c", OBEDIENT)
			.workingDirectory(this.directory)
			.maxMessageSize(maxLineLength)
			.maxQueuedBytes(maxQueuedBytes)
			.build());
	}

	@AfterEach
	void close() {
		this.launch.close();
	}

}
