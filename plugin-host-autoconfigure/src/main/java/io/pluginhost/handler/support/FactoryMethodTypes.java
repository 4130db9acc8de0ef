package io.pluginhost.handler.support;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;

/**
 * Reads the classes that {@code @Bean} methods create from their bytecode. Their return
 * types may hide them, and a lazy bean has no instance yet.
 */
final class FactoryMethodTypes {

	private static final Logger logger = LoggerFactory.getLogger(FactoryMethodTypes.class);

	private FactoryMethodTypes() {
	}

	/**
	 * Return the classes a bean may be an instance of.
	 * @param definition the bean's definition
	 * @param declared the type it is declared as
	 * @param classLoader loads the classes
	 * @return the classes that its method creates and that are of the type; empty if the
	 * bean has no such method, or it cannot be read
	 */
	static List<Class<?>> created(BeanDefinition definition, Class<?> declared, @Nullable ClassLoader classLoader) {
		MethodMetadata method = (definition instanceof AnnotatedBeanDefinition annotated)
				? annotated.getFactoryMethodMetadata() : null;
		if (method == null || classLoader == null) {
			return List.of();
		}
		Set<String> names = new LinkedHashSet<>();
		String resource = ClassUtils.convertClassNameToResourcePath(method.getDeclaringClassName())
				+ ClassUtils.CLASS_FILE_SUFFIX;
		try (InputStream code = classLoader.getResourceAsStream(resource)) {
			if (code != null) {
				new ClassReader(code).accept(new Creations(method.getMethodName(), names),
						ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Cannot read {}", resource, ex);
		}
		List<Class<?>> types = new ArrayList<>();
		for (String name : names) {
			try {
				Class<?> type = ClassUtils.forName(name, classLoader);
				if (type != declared && declared.isAssignableFrom(type)) {
					types.add(type);
				}
			}
			catch (ClassNotFoundException | LinkageError ex) {
				logger.debug("Cannot load {}", name, ex);
			}
		}
		return types;
	}

	/**
	 * Collects the classes that the methods with a name create.
	 */
	private static final class Creations extends ClassVisitor {

		private final String method;

		private final Set<String> names;

		Creations(String method, Set<String> names) {
			super(SpringAsmInfo.ASM_VERSION);
			this.method = method;
			this.names = names;
		}

		@Override
		public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
				@Nullable String signature, String @Nullable [] exceptions) {
			if (!name.equals(this.method)) {
				return null;
			}
			return new MethodVisitor(SpringAsmInfo.ASM_VERSION) {

				@Override
				public void visitTypeInsn(int opcode, String type) {
					if (opcode == Opcodes.NEW) {
						Creations.this.names.add(ClassUtils.convertResourcePathToClassName(type));
					}
				}

			};
		}

	}

}
