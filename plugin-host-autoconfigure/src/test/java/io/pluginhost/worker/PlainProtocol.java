package io.pluginhost.worker;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;
import io.pluginhost.json.LineContent;
import io.pluginhost.json.RawJson;
import io.pluginhost.protocol.HealthAnswer;
import io.pluginhost.protocol.OpeningAnswer;
import io.pluginhost.protocol.ProtocolMessage;
import io.pluginhost.protocol.WorkerNotification;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.RpcError;

/**
 * A protocol that adds nothing to JSON-RPC.
 */
final class PlainProtocol implements WorkerProtocol {

	@Override
	public @Nullable ProtocolMessage opening(PluginDefinition plugin, Object config) {
		return null;
	}

	@Override
	public OpeningAnswer readOpening(RawJson result, Secrets secrets) {
		throw new UnsupportedOperationException();
	}

	@Override
	public OpeningAnswer readOpeningError(RpcError error, String stderr) {
		throw new UnsupportedOperationException();
	}

	@Override
	public @Nullable ProtocolMessage healthCheck() {
		return null;
	}

	@Override
	public HealthAnswer readHealth(RawJson result, Secrets secrets) {
		throw new UnsupportedOperationException();
	}

	@Override
	public HealthAnswer readHealthError(RpcError error, Secrets secrets) {
		throw new UnsupportedOperationException();
	}

	@Override
	public @Nullable ProtocolMessage shutdown() {
		return null;
	}

	@Override
	public @Nullable ProtocolMessage cancellation(long callId) {
		return null;
	}

	@Override
	public @Nullable LineContent envelope(String prefix, long callId, @Nullable String companyId,
			@Nullable String traceparent) {
		return null;
	}

	@Override
	public @Nullable String echo() {
		return null;
	}

	@Override
	public @Nullable ProtocolMessage configChange(Map<String, @Nullable Object> config) {
		return null;
	}

	@Override
	public boolean isConfigChange(String method) {
		return false;
	}

	@Override
	public @Nullable RawJson changedConfig(RawJson params) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isUnsupported(RpcError error) {
		return false;
	}

	@Override
	public @Nullable WorkerNotification read(String method, @Nullable RawJson params) {
		return null;
	}

	@Override
	public Set<String> confidentialParams() {
		return Set.of();
	}

}
