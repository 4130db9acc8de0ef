package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Boot finds the failure analyzers there are.
 */
class FailureAnalyzersTests {

	@Test
	void everyFailureAnalyzerIsRegistered() throws IOException {
		// A mistake is reported with its analyzer, not with a stack trace
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AssignableTypeFilter(FailureAnalyzer.class));
		Set<String> registered = StringUtils.commaDelimitedListToSet(PropertiesLoaderUtils
			.loadProperties(
					new ClassPathResource("META-INF/spring.factories", FailureAnalyzersTests.class.getClassLoader()))
			.getProperty(FailureAnalyzer.class.getName()));
		assertThat(scanner.findCandidateComponents("io.pluginhost")).extracting(BeanDefinition::getBeanClassName)
			.hasSizeGreaterThan(5)
			.isSubsetOf(registered);
	}

}
