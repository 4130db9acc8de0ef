package io.pluginhost.client.support;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.pluginhost.client.InvalidPluginClientException;

/**
 * Reports interfaces that cannot be clients as they are declared.
 */
class PluginClientFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPluginClientException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPluginClientException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
