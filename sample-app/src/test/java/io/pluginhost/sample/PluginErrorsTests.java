package io.pluginhost.sample;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.http.ProblemDetail;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.UnknownPluginException;
import io.pluginhost.WorkerUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PluginErrors}.
 */
class PluginErrorsTests {

	private final PluginErrors errors = new PluginErrors();

	@Test
	void unknownPluginIsNotFound() {
		ProblemDetail problem = this.errors.unknown(new UnknownPluginException("x", List.of("documents")));
		assertThat(problem.getStatus()).isEqualTo(404);
		assertThat(problem.getDetail()).contains("documents");
	}

	@Test
	void unavailableWorkerIsServiceUnavailable() {
		ProblemDetail problem = this.errors
			.unavailable(new WorkerUnavailableException("Plugin 'x' is stopped", "x", "ping", null));
		assertThat(problem.getStatus()).isEqualTo(503);
	}

	@Test
	void timeoutIsGatewayTimeout() {
		ProblemDetail problem = this.errors.timeout(new RpcTimeoutException("x", "ping", Duration.ofSeconds(1)));
		assertThat(problem.getStatus()).isEqualTo(504);
	}

	@Test
	void errorOfTheWorkerIsBadGateway() {
		ProblemDetail problem = this.errors.failed(new PluginRpcException(-32002, "Ouch", null));
		assertThat(problem.getStatus()).isEqualTo(502);
		assertThat(problem.getDetail()).isEqualTo("Ouch");
		assertThat(problem.getProperties()).containsEntry("code", -32002);
	}

}
