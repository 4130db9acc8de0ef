package io.pluginhost.configtree;

import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.UnicodeReader;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * One document of a YAML file, read with the settings of Spring Boot, but with its empty
 * lists, empty maps and nulls, which Spring Boot converts to empty text. Keys are the
 * text that is written, so that {@code on} stays {@code on}; keys that are not text in
 * YAML are in brackets. Immutable.
 *
 * @param line the line the document starts at, from 0
 * @param column the column it starts at, from 0
 * @param content its content
 */
record YamlDocument(int line, int column, Map<String, @Nullable Object> content) {

	/**
	 * Read a file.
	 * @param resource the file
	 * @return its documents that are mappings
	 * @throws IOException if it cannot be read
	 */
	static List<YamlDocument> readAll(Resource resource) throws IOException {
		LoaderOptions options = new LoaderOptions();
		options.setMaxAliasesForCollections(Integer.MAX_VALUE);
		options.setAllowRecursiveKeys(true);
		options.setCodePointLimit(Integer.MAX_VALUE);
		DumperOptions dumperOptions = new DumperOptions();
		Yaml yaml = new Yaml(new SafeConstructor(options), new Representer(dumperOptions), dumperOptions, options,
				new NoTimestampResolver());
		List<YamlDocument> documents = new ArrayList<>();
		try (Reader reader = new UnicodeReader(resource.getInputStream())) {
			for (Node node : yaml.composeAll(reader)) {
				if (node instanceof MappingNode mapping) {
					Mark start = node.getStartMark();
					documents.add(new YamlDocument(start.getLine(), start.getColumn(),
							new TextKeyConstructor(options).construct(mapping)));
				}
			}
		}
		catch (YAMLException ex) {
			throw new IOException(ex);
		}
		return documents;
	}

	boolean startsAfter(int line, int column) {
		return this.line > line || (this.line == line && this.column > column);
	}

	/**
	 * Constructs plain values only, and mappings with the text of their keys.
	 */
	private static final class TextKeyConstructor extends SafeConstructor {

		TextKeyConstructor(LoaderOptions options) {
			super(options);
			this.yamlConstructors.put(Tag.FLOAT, new ConstructExactFloat());
		}

		@SuppressWarnings("unchecked")
		Map<String, @Nullable Object> construct(MappingNode node) {
			return (Map<String, @Nullable Object>) constructDocument(node);
		}

		@Override
		protected void constructMapping2ndStep(MappingNode node, Map<Object, Object> mapping) {
			flattenMapping(node);
			node.setValue(node.getValue().stream().map(TextKeyConstructor::withTextKey).toList());
			super.constructMapping2ndStep(node, mapping);
		}

		private static NodeTuple withTextKey(NodeTuple tuple) {
			if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
				throw new YAMLException("Mapping or sequence as a key " + tuple.getKeyNode().getStartMark());
			}
			String text = (key.getTag().equals(Tag.STR) || key.getValue().isEmpty()) ? key.getValue()
					: "[" + key.getValue() + "]";
			return new NodeTuple(
					new ScalarNode(Tag.STR, text, key.getStartMark(), key.getEndMark(), key.getScalarStyle()),
					tuple.getValueNode());
		}

		/**
		 * Constructs a {@link Double}, or a {@link BigDecimal} where a double is not
		 * exact.
		 */
		private final class ConstructExactFloat extends AbstractConstruct {

			private final ConstructYamlFloat inexact = new ConstructYamlFloat();

			@Override
			public Object construct(Node node) {
				Object value = this.inexact.construct(node);
				String text = ((ScalarNode) node).getValue().replace("_", "");
				return JsonValues.isDecimal(text) ? JsonValues.number(text) : value;
			}

		}

	}

	/**
	 * Resolves dates as text.
	 */
	private static final class NoTimestampResolver extends Resolver {

		@Override
		public void addImplicitResolver(Tag tag, Pattern regexp, @Nullable String first, int limit) {
			if (tag != Tag.TIMESTAMP) {
				super.addImplicitResolver(tag, regexp, first, limit);
			}
		}

	}

}
