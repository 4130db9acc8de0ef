package io.pluginhost.testing;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

/**
 * The report of the analyzer that Spring Boot would choose for a failed start.
 */
public final class FailureReport {

	private FailureReport() {
	}

	/**
	 * Return the report of a failure.
	 */
	public static FailureAnalysis of(Throwable failure) {
		return of(failure, new DefaultListableBeanFactory());
	}

	/**
	 * Return the report of a failure, by analyzers that look at an application's beans.
	 */
	public static FailureAnalysis of(Throwable failure, BeanFactory beanFactory) {
		ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, beanFactory)
			.and(Environment.class, new StandardEnvironment());
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, arguments)
			.stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter((analysis) -> analysis != null)
			.findFirst()
			.orElseThrow(() -> new AssertionError("No report", failure));
	}

}
