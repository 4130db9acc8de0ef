package io.pluginhost.sample;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The condition behind {@link RequiresTool}.
 */
class RequiresToolCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		return AnnotationSupport.findAnnotation(context.getElement(), RequiresTool.class)
			.map((annotation) -> evaluate(annotation.value()))
			.orElse(ConditionEvaluationResult.enabled("Needs no tool"));
	}

	private ConditionEvaluationResult evaluate(Tool tool) {
		if (tool.find().isPresent()) {
			return ConditionEvaluationResult.enabled(tool + " found");
		}
		if (tool.isRequired()) {
			throw new IllegalStateException(tool + " is required by PLUGIN_HOST_REQUIRE, and not on the PATH");
		}
		return ConditionEvaluationResult.disabled(tool + " is not on the PATH");
	}

}
