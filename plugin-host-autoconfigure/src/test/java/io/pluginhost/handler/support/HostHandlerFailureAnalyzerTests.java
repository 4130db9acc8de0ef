package io.pluginhost.handler.support;

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HostHandlerFailureAnalyzer}.
 */
class HostHandlerFailureAnalyzerTests {

	@Test
	void analyzeWhenRegisteredReportsProblemAndAction() {
		FailureAnalyzer analyzer = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class,
					SpringFactoriesLoader.FailureHandler
						.logging(LogFactory.getLog(HostHandlerFailureAnalyzerTests.class)))
			.stream()
			.filter(HostHandlerFailureAnalyzer.class::isInstance)
			.findFirst()
			.orElseThrow();
		FailureAnalysis analysis = analyzer
			.analyze(new RuntimeException(new InvalidHostHandlerException("Wrong.", "Put it right.")));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("Wrong.");
		assertThat(analysis.getAction()).isEqualTo("Put it right.");
	}

}
