package io.pluginhost.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Looks for the tool of {@link RequiresTool}.
 */
class RequiresToolCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		String tool = AnnotationSupport.findAnnotation(context.getElement(), RequiresTool.class)
			.map(RequiresTool::value)
			.orElse("");
		if (tool.isEmpty() || isOnPath(tool)) {
			return ConditionEvaluationResult.enabled("'%s' is there".formatted(tool));
		}
		String required = System.getenv().getOrDefault("PLUGIN_HOST_REQUIRE", "");
		// 'python' requires 'python3' too
		if (Arrays.asList(required.split(",")).contains(tool.replaceFirst("\\d+$", ""))) {
			throw new IllegalStateException("'%s' is missing, and PLUGIN_HOST_REQUIRE names it".formatted(tool));
		}
		return ConditionEvaluationResult.disabled("'%s' is missing".formatted(tool));
	}

	private static boolean isOnPath(String tool) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, tool)));
	}

}
