package io.pluginhost.handler.support;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports host methods that are not declared correctly.
 */
class HostHandlerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidHostHandlerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidHostHandlerException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
