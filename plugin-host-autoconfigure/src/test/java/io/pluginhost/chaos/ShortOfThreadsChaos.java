package io.pluginhost.chaos;

import java.io.IOException;

/**
 * Runs {@link ChaosIntegrationTests} in a JVM of its own, whose threads can be limited.
 */
public final class ShortOfThreadsChaos {

	private ShortOfThreadsChaos() {
	}

	/**
	 * Pass on what the JVM prints, until a line of it.
	 */
	static void awaitLine(Process process, String awaited) throws IOException {
		// Read byte by byte: what comes behind the line stays
		StringBuilder line = new StringBuilder();
		int next = process.getInputStream().read();
		while (next >= 0) {
			if (next == '\n') {
				System.out.println(line);
				if (line.toString().equals(awaited)) {
					return;
				}
				line.setLength(0);
			}
			else {
				line.append((char) next);
			}
			next = process.getInputStream().read();
		}
		throw new IOException("'%s' was not printed; the last line was '%s'".formatted(awaited, line));
	}

	public static void main(String[] args) {
		ChaosIntegrationTests chaos = new ChaosIntegrationTests();
		chaos.silence();
		try {
			chaos.everyCallHasOneOutcomeAndNothingIsLeft();
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			System.exit(1);
		}
		System.exit(0);
	}

}
