package io.pluginhost.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

import io.pluginhost.PluginWorkerManager;

/**
 * Matches in a context without a manager in an ancestor. Spring Boot's condition on
 * missing beans can search only the ancestors, but not where there is none.
 *
 * @see "docs/decisions/starting-with-the-application.md"
 */
class OnNoManagerAboveCondition extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		BeanFactory parent = (beanFactory != null) ? beanFactory.getParentBeanFactory() : null;
		boolean managed = parent instanceof ListableBeanFactory listable && BeanFactoryUtils
			.beanNamesForTypeIncludingAncestors(listable, PluginWorkerManager.class, true, false).length > 0;
		ConditionMessage.Builder message = ConditionMessage.forCondition("manager of plugins in a context above");
		return managed ? ConditionOutcome.noMatch(message.because("there is one"))
				: ConditionOutcome.match(message.because("there is none"));
	}

}
