package io.pluginhost.protocol;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;
import io.pluginhost.json.LineContent;
import io.pluginhost.json.RawJson;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.RpcError;

/**
 * What is said to a worker and what its words mean. One instance serves all workers that
 * speak the protocol: it has no state, sends nothing and never blocks, and may be used by
 * multiple threads. What a worker has written is read within limits, whatever it is.
 */
public interface WorkerProtocol {

	/** The method that failed starts are reported with, whatever the protocol. */
	String INITIALIZE = "initialize";

	/**
	 * Return the request that opens the conversation with a new process.
	 * @param plugin the plugin
	 * @param config the plugin's current configuration: a map, or JSON
	 * @return the request, or {@code null} if a worker is ready once its process runs
	 */
	@Nullable ProtocolMessage opening(PluginDefinition plugin, Object config);

	/**
	 * Read the result of the opening.
	 * @param result the result
	 * @param secrets are not shown
	 */
	OpeningAnswer readOpening(RawJson result, Secrets secrets);

	/**
	 * Read the error that answers the opening.
	 * @param error the error
	 * @param stderr the latest text that the process has written to stderr
	 */
	OpeningAnswer readOpeningError(RpcError error, String stderr);

	/**
	 * Return the request that asks for a sign of life.
	 * @return the request, or {@code null} if the protocol has none
	 */
	@Nullable ProtocolMessage healthCheck();

	/**
	 * Read the result of a health check.
	 * @param result the result
	 * @param secrets are not shown
	 */
	HealthAnswer readHealth(RawJson result, Secrets secrets);

	/**
	 * Read the error that answers a health check.
	 * @param error the error
	 * @param secrets are not shown
	 */
	HealthAnswer readHealthError(RpcError error, Secrets secrets);

	/**
	 * Return the request that asks a process to end.
	 * @return the request, or {@code null} if the end of stdin asks for it
	 */
	@Nullable ProtocolMessage shutdown();

	/**
	 * Return the notification that the result of a call is no longer needed.
	 * @param callId the id of the call
	 * @return the notification, or {@code null} if the protocol has none
	 */
	@Nullable ProtocolMessage cancellation(long callId);

	/**
	 * Return what accompanies a call, beside its parameters, so that the worker can say
	 * from inside which call it calls the host.
	 * @param prefix the beginning of the id to be echoed, which cannot be guessed
	 * @param callId the id of the call, the end of the id to be echoed
	 * @param companyId the company the call is limited to, if it is
	 * @param traceparent the W3C trace context of the call, if it is traced
	 * @return the members, or {@code null} if the protocol has none
	 */
	@Nullable LineContent envelope(String prefix, long callId, @Nullable String companyId, @Nullable String traceparent);

	/**
	 * Return the member by which a worker's message echoes that id.
	 * @return the name of the member, or {@code null} if the protocol has none
	 */
	@Nullable String echo();

	/**
	 * Return the request that changes the configuration of a running process.
	 * @param config the configuration
	 * @return the request, or {@code null} if a change takes a restart
	 */
	@Nullable ProtocolMessage configChange(Map<String, @Nullable Object> config);

	/**
	 * Return whether a call changes the configuration of a process.
	 * @param method the method of the call
	 */
	boolean isConfigChange(String method);

	/**
	 * Return the configuration in the parameters of such a call.
	 * @param params the parameters
	 * @return the configuration, or {@code null} if there is none
	 */
	@Nullable RawJson changedConfig(RawJson params);

	/**
	 * Return whether an error says that the worker does not have the method.
	 * @param error the error
	 */
	boolean isUnsupported(RpcError error);

	/**
	 * Read a notification.
	 * @param method its method
	 * @param params its parameters, if any
	 * @return its meaning, or {@code null} if it is not for the host itself
	 */
	@Nullable WorkerNotification read(String method, @Nullable RawJson params);

	/**
	 * Return the members of the parameters of requests that hold what must not be logged.
	 */
	Set<String> confidentialParams();

}
