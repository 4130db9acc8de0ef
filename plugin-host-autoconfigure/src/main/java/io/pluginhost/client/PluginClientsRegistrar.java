package io.pluginhost.client;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Declares a bean for each interface that {@link ImportPluginClients} names or finds.
 *
 * @see "docs/decisions/clients.md"
 */
class PluginClientsRegistrar implements ImportBeanDefinitionRegistrar {

	private final Environment environment;

	private final ResourceLoader resourceLoader;

	PluginClientsRegistrar(Environment environment, ResourceLoader resourceLoader) {
		this.environment = environment;
		this.resourceLoader = resourceLoader;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		if (!this.environment.getProperty("plugin-host.enabled", Boolean.class, true)) {
			return;
		}
		importing.getAnnotations()
			.stream(ImportPluginClients.class)
			.flatMap((annotation) -> types(annotation, importing).stream())
			.forEach((type) -> register(type, registry));
	}

	private Set<Class<?>> types(MergedAnnotation<?> annotation, AnnotationMetadata importing) {
		Set<Class<?>> types = new LinkedHashSet<>(Arrays.asList(annotation.getClassArray("types")));
		Set<String> packages = new LinkedHashSet<>(Arrays.asList(annotation.getStringArray("basePackages")));
		for (Class<?> inPackage : annotation.getClassArray("basePackageClasses")) {
			packages.add(inPackage.getPackageName());
		}
		if (types.isEmpty() && packages.isEmpty()) {
			packages.add(ClassUtils.getPackageName(importing.getClassName()));
		}
		Scanner scanner = new Scanner(this.environment, this.resourceLoader);
		packages.stream()
			.flatMap((basePackage) -> scanner.findCandidateComponents(basePackage).stream())
			.forEach((found) -> types.add(ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()),
					this.resourceLoader.getClassLoader())));
		return types;
	}

	private static void register(Class<?> type, BeanDefinitionRegistry registry) {
		if (registry.containsBeanDefinition(type.getName())) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition(PluginClientFactoryBean.class);
		definition.setTargetType(ResolvableType.forClassWithGenerics(PluginClientFactoryBean.class, type));
		definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, type);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, type);
		// Mistakes are to be found at start-up even where beans are lazy
		definition.setLazyInit(false);
		registry.registerBeanDefinition(type.getName(), definition);
	}

	/**
	 * Finds the interfaces that are marked, wherever they are declared.
	 */
	private static final class Scanner extends ClassPathScanningCandidateComponentProvider {

		Scanner(Environment environment, ResourceLoader resourceLoader) {
			super(false, environment);
			setResourceLoader(resourceLoader);
			addIncludeFilter(new AnnotationTypeFilter(PluginClient.class, true, true));
		}

		@Override
		protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
			AnnotationMetadata metadata = definition.getMetadata();
			return metadata.isInterface() && metadata.isIndependent() && !metadata.isAnnotation();
		}

	}

}
