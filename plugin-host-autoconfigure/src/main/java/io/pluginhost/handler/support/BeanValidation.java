package io.pluginhost.handler.support;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.validation.annotation.Validated;

/**
 * Validates arguments and return values with Bean Validation, which is required. The
 * validator knows which methods are constrained, which annotations alone do not show.
 */
final class BeanValidation implements ArgumentValidator {

	private final Validator validator;

	private final Class<?>[] groups;

	private final HandlerMethod handler;

	private final HandlerArguments arguments;

	private BeanValidation(Validator validator, HandlerMethod handler, HandlerArguments arguments) {
		this.validator = validator;
		this.groups = groups(handler);
		this.handler = handler;
		this.arguments = arguments;
	}

	static Factory factory(BeanFactory beanFactory) {
		Validator validator = beanFactory.getBeanProvider(Validator.class).getIfAvailable();
		return (handler, arguments) -> (validator != null && isConstrained(validator, handler))
				? new BeanValidation(validator, handler, arguments) : null;
	}

	/**
	 * Return whether a method has constraints. The validator has a descriptor for exactly
	 * those methods; {@code hasConstrainedParameters()} of a descriptor ignores container
	 * elements.
	 */
	private static boolean isConstrained(Validator validator, HandlerMethod handler) {
		Method method = handler.method();
		try {
			return validator.getConstraintsForClass(handler.beanType())
				.getConstraintsForMethod(method.getName(), method.getParameterTypes()) != null;
		}
		catch (ValidationException ex) {
			throw handler.invalid("has constraints that cannot be checked: " + ex.getMessage(),
					"Correct the constraints of its class, or register a ValueExtractor for the container they are in",
					ex);
		}
	}

	private static Class<?>[] groups(HandlerMethod handler) {
		Validated validated = AnnotatedElementUtils.findMergedAnnotation(handler.method(), Validated.class);
		if (validated == null) {
			validated = AnnotatedElementUtils.findMergedAnnotation(handler.beanType(), Validated.class);
		}
		return (validated != null) ? validated.value() : new Class<?>[0];
	}

	@Override
	public void validate(Object bean, @Nullable Object[] arguments) {
		Object target = target(bean);
		Set<ConstraintViolation<Object>> violations = this.validator.forExecutables()
			.validateParameters(target, this.handler.method(), arguments, this.groups);
		if (!violations.isEmpty()) {
			throw BindingErrors.error(violations.stream()
				.map((violation) -> describe(violation.getPropertyPath(), violation.getMessage()))
				.sorted()
				.collect(Collectors.joining("; ", "Params are not valid: ", "")), null);
		}
	}

	@Override
	public void validateResult(Object bean, @Nullable Object result) {
		if (this.handler.method().getReturnType() == void.class) {
			return;
		}
		Set<ConstraintViolation<Object>> violations = this.validator.forExecutables()
			.validateReturnValue(target(bean), this.handler.method(), result, this.groups);
		if (!violations.isEmpty()) {
			throw new ConstraintViolationException(violations);
		}
	}

	// A proxy has neither the method nor its constraints
	private static Object target(Object bean) {
		if (!(bean instanceof Advised advised)) {
			return bean;
		}
		try {
			TargetSource source = advised.getTargetSource();
			Object target = source.getTarget();
			return (target != null) ? target(target) : bean;
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot get the target of " + bean.getClass(), ex);
		}
	}

	private String describe(Path path, String message) {
		StringBuilder text = new StringBuilder();
		for (Path.Node node : path) {
			if (node.isInIterable()) {
				Object place = (node.getIndex() != null) ? node.getIndex() : node.getKey();
				text.append('[').append((place != null) ? place : "").append(']');
			}
			if (node.getKind() == ElementKind.PARAMETER) {
				text.append(this.arguments.path(node.as(Path.ParameterNode.class).getParameterIndex()));
			}
			else if (node.getKind() == ElementKind.PROPERTY) {
				text.append(text.isEmpty() ? "" : ".").append(node.getName());
			}
		}
		return text.isEmpty() ? message : text + " " + message;
	}

}
