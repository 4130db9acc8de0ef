package io.pluginhost.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard of the documents, whose variables have values as Grafana gives them:
 * those chosen are escaped and alternatives of a regular expression, and if all are
 * chosen, it is the expression the variable has for that.
 */
final class Dashboard {

	private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), *(\\w+)\\)");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{ *(\\w+) *}}");

	/** What it is for scrapes a second apart and a point every 14 seconds. */
	private static final String RATE_INTERVAL = "15s";

	private final JsonNode json;

	private final Map<String, String> variables = new LinkedHashMap<>();

	Dashboard(Path file) {
		this.json = JsonMapper.shared().readTree(file.toFile());
		for (JsonNode variable : this.json.at("/templating/list")) {
			if (variable.path("type").stringValue().equals("query")) {
				assertThat(variable.path("includeAll").booleanValue()).isTrue();
				this.variables.put(variable.path("name").stringValue(), variable.path("allValue").stringValue());
			}
		}
	}

	/**
	 * The values that each variable offers to choose from.
	 */
	Map<String, JsonNode> choices(PrometheusServer prometheus) {
		Map<String, JsonNode> choices = new LinkedHashMap<>();
		for (JsonNode variable : this.json.at("/templating/list")) {
			Matcher query = LABEL_VALUES.matcher(variable.at("/query/query").asString(""));
			if (query.matches()) {
				choices.put(variable.path("name").stringValue(),
						prometheus.labelValues(filled(query.group(1)), query.group(2)));
			}
		}
		return choices;
	}

	void choose(String variable, List<String> values) {
		List<String> escaped = values.stream()
			.map((value) -> value.replaceAll("[\\\\^$*+?.()|\\[\\]{}]", "\\\\\\\\$0"))
			.toList();
		this.variables.put(variable, (values.size() == 1) ? escaped.get(0) : "(" + String.join("|", escaped) + ")");
	}

	/**
	 * All that the panels ask for, and the annotation.
	 */
	List<Query> queries() {
		List<Query> queries = new ArrayList<>();
		for (JsonNode panel : this.json.path("panels")) {
			for (JsonNode target : panel.path("targets")) {
				queries.add(new Query(panel.path("title").stringValue() + " " + target.path("refId").stringValue(),
						filled(target.path("expr").stringValue()),
						placeholders(target.path("legendFormat").stringValue())));
			}
		}
		for (JsonNode annotation : this.json.at("/annotations/list")) {
			queries.add(new Query(annotation.path("name").stringValue(), filled(annotation.path("expr").stringValue()),
					placeholders(annotation.path("titleFormat").stringValue()
							+ annotation.path("textFormat").stringValue())));
		}
		return queries;
	}

	private static List<String> placeholders(String format) {
		return PLACEHOLDER.matcher(format).results().map((found) -> found.group(1)).toList();
	}

	private String filled(String expression) {
		String filled = expression.replace("$__rate_interval", RATE_INTERVAL);
		for (Map.Entry<String, String> variable : this.variables.entrySet()) {
			filled = filled.replace("$" + variable.getKey(), variable.getValue());
		}
		assertThat(filled).as(expression).doesNotContain("$");
		return filled;
	}

	/**
	 * One expression of a panel, and the labels its legend names.
	 */
	record Query(String name, String expression, List<String> labels) {

	}

}
