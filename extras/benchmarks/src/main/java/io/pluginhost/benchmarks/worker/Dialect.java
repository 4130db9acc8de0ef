package io.pluginhost.benchmarks.worker;

/**
 * The shapes of what a worker says.
 */
enum Dialect {

	/** Payloads as they are. */
	PLAIN {
		@Override
		String answerBefore(int number) {
			return "{\"number\":" + number + ",\"text\":\"";
		}

		@Override
		String answerAfter() {
			return "\"}";
		}

		@Override
		String question(String text) {
			return "\"method\":\"bench.add\",\"params\":{\"number\":12345,\"text\":\"" + text + "\"}}";
		}

		@Override
		String logLine(String text) {
			return NOTIFICATION + "log\",\"params\":{\"level\":\"info\",\"message\":\"" + text + "\"}}";
		}

		@Override
		String streamEvent(String text) {
			return NOTIFICATION + "streams.emit\",\"params\":{\"channel\":\"bench\",\"companyId\":\"acme\",\"event\":"
					+ "{\"number\":1,\"text\":\"" + text.substring(0, 22) + "\"}}}";
		}
	},

	/** Those of the Model Context Protocol. */
	MCP {
		@Override
		String answerBefore(int number) {
			return "{\"content\":[{\"type\":\"text\",\"text\":\"";
		}

		@Override
		String answerAfter() {
			return "\"}],\"isError\":false}";
		}

		@Override
		String question(String text) {
			return "\"method\":\"elicitation/create\",\"params\":{\"message\":\"" + text.substring(0, 30)
					+ "\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}}";
		}

		@Override
		String logLine(String text) {
			return NOTIFICATION
					+ "notifications/message\",\"params\":{\"level\":\"info\",\"logger\":\"bench\",\"data\":\"" + text
					+ "\"}}";
		}

		@Override
		String streamEvent(String text) {
			return NOTIFICATION + "notifications/progress\",\"params\":{\"progressToken\":\"bench\",\"progress\":0.5,"
					+ "\"message\":\"" + text.substring(0, 34) + "\"}}";
		}
	};

	private static final String NOTIFICATION = "{\"jsonrpc\":\"2.0\",\"method\":\"";

	/** What comes before the text of an answer. */
	abstract String answerBefore(int number);

	/** What comes after it. */
	abstract String answerAfter();

	/** A call of the host, from its method on. */
	abstract String question(String text);

	abstract String logLine(String text);

	abstract String streamEvent(String text);

}
