package io.pluginhost.session;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;
import io.pluginhost.json.RawJson;
import io.pluginhost.protocol.OpeningAnswer;
import io.pluginhost.protocol.ProtocolMessage;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.rpc.RpcFailureException;

/**
 * Sends the opening to a new process, and passes its answer on.
 */
final class Handshake {

	private Handshake() {
	}

	/**
	 * Send the opening.
	 * @param config the plugin's current configuration
	 * @param answered takes the answer, on the thread that reads it
	 */
	static void open(ProcessSession session, WorkerProtocol protocol, PluginDefinition definition, Object config,
			Consumer<OpeningAnswer> answered) {
		ProtocolMessage opening = protocol.opening(definition, config);
		if (opening == null) {
			answered.accept(new OpeningAnswer.Accepted(List.of()));
			return;
		}
		try {
			session.control(opening, null,
					(answer, failure) -> answered.accept(read(answer, failure, session, protocol)));
		}
		catch (RuntimeException ex) {
			answered.accept(new OpeningAnswer.Refused(ex));
		}
	}

	private static OpeningAnswer read(@Nullable RawJson answer, @Nullable Throwable failure, ProcessSession session,
			WorkerProtocol protocol) {
		if (answer != null) {
			return protocol.readOpening(answer, session.secrets());
		}
		if (failure instanceof RpcFailureException refusal) {
			return protocol.readOpeningError(refusal.error(), session.stderrExcerpt());
		}
		return new OpeningAnswer.Refused((failure != null) ? failure : new IllegalStateException("No answer"));
	}

}
