package io.pluginhost.process;

import org.jspecify.annotations.Nullable;

/**
 * The promises, kept by the process that the stories are told with.
 */
class FakeProcessContractTests extends AbstractWorkerProcessContractTests {

	private @Nullable FakeProcess process;

	@Override
	WorkerProcess start(long maxLineLength, long maxQueuedBytes) {
		this.process = new FakeProcess(1, maxLineLength, maxQueuedBytes);
		return this.process;
	}

	@Override
	void obey() {
		FakeProcess fake = this.process;
		if (fake == null || !fake.isAlive()) {
			return;
		}
		for (String line : fake.takeLines()) {
			String[] words = line.strip().split(" ", 2);
			switch (words[0]) {
				case "say" -> fake.write(words[1]);
				case "err" -> fake.writeError(words[1]);
				case "exit" -> fake.exit(Integer.parseInt(words[1]));
				case "close" -> close(fake, words[1]);
				case "deaf" -> fake.survivingTerminate();
				default -> throw new IllegalArgumentException(line);
			}
		}
		if (fake.isStdinAtEnd()) {
			fake.exit(0);
		}
	}

	private static void close(FakeProcess fake, String pipe) {
		if (pipe.equals("stdout")) {
			fake.closeStdout();
		}
		else {
			fake.write("closed");
			fake.closeStdin();
		}
	}

}
