package io.pluginhost.sample;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.UnknownPluginException;
import io.pluginhost.WorkerUnavailableException;

/**
 * Maps failures of plugins to HTTP responses.
 */
@RestControllerAdvice
class PluginErrors {

	@ExceptionHandler
	ProblemDetail unknown(UnknownPluginException ex) {
		return problem(HttpStatus.NOT_FOUND, "Unknown plugin", ex);
	}

	@ExceptionHandler
	ProblemDetail unavailable(WorkerUnavailableException ex) {
		return problem(HttpStatus.SERVICE_UNAVAILABLE, "Plugin not available", ex);
	}

	@ExceptionHandler
	ProblemDetail timeout(RpcTimeoutException ex) {
		return problem(HttpStatus.GATEWAY_TIMEOUT, "Plugin did not answer in time", ex);
	}

	@ExceptionHandler
	ProblemDetail failed(PluginRpcException ex) {
		ProblemDetail problem = problem(HttpStatus.BAD_GATEWAY, "Plugin answered with an error", ex);
		problem.setProperty("code", ex.code());
		return problem;
	}

	private static ProblemDetail problem(HttpStatus status, String title, RuntimeException ex) {
		// The lines after the first are what the worker wrote to stderr: for the log, not
		// for users
		String detail = String.valueOf(ex.getMessage()).lines().findFirst().orElse(title);
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setTitle(title);
		return problem;
	}

}
