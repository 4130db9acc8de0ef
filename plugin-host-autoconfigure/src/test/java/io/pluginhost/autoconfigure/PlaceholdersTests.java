package io.pluginhost.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.configtree.Placeholders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link Placeholders}: which values they become, and how those are reported
 * that cannot be resolved.
 */
class PlaceholdersTests {

	private static final String SCHEMA = """
			{
			  "type": "object",
			  "properties": {
			    "limit": { "type": "integer" }, "ratio": { "type": ["number", "null"] }, "on": { "type": "boolean" },
			    "text": { "type": "string" }, "either": { "type": ["string", "integer"] }, "level": { "enum": [1, 2, 3] },
			    "list": { "type": "array", "items": { "type": "integer" } },
			    "pair": { "prefixItems": [{ "type": "string" }, { "type": "integer" }] },
			    "nested": { "$ref": "#/$defs/nested" },
			    "any": { "anyOf": [{ "type": "integer" }, { "type": "boolean" }] }
			  },
			  "patternProperties": { "^n_": { "type": "number" } },
			  "additionalProperties": { "type": "integer" },
			  "$defs": { "nested": { "allOf": [{ "properties": { "limit": { "type": "integer" } } }] } }
			}
			""";

	private ConfiguredApplication application;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.application = new ConfiguredApplication(directory);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{ limit: '${LIMIT:20}' }                    | {'limit':20}
			{ limit: '${LIMIT:-7}' }                    | {'limit':-7}
			{ limit: '${nested:${LIMIT:20}}' }          | {'limit':20}
			{ limit: '${LIMIT:3000000000}' }            | {'limit':3000000000}
			{ ratio: '${RATIO:0.10}', n_x: '${X:1e3}' } | {'ratio':0.10,'n_x':1E+3}
			{ on: '${ON:true}', any: '${ANY:FALSE}' }   | {'on':true,'any':false}
			{ any: '${ANY:5}', level: '${LEVEL:2}' }    | {'any':5,'level':2}
			{ list: ['${A:1}', '${B:2}', 3] }           | {'list':[1,2,3]}
			{ pair: ['${A:1}', '${B:2}'] }              | {'pair':['1',2]}
			{ nested: { limit: '${A:1}' } }             | {'nested':{'limit':1}}
			{ other: '${A:1}' }                         | {'other':1}
			{ text: '${TEXT:20}' }                      | {'text':'20'}
			{ either: '${EITHER:20}' }                  | {'either':'20'}
			{ limit: '2${LIMIT:0}' }                    | {'limit':'20'}
			{ limit: '${A:2}${B:0}' }                   | {'limit':'20'}
			{ limit: '${LIMIT:007}' }                   | {'limit':'007'}
			{ limit: '${LIMIT:many}' }                  | {'limit':'many'}
			{ limit: '20' }                             | {'limit':'20'}
			""")
	void valueThatIsOnePlaceholderHasTheTypeOfTheSchema(String yaml, String json) {
		// Where the schema wants a number or a boolean, a placeholder becomes one
		this.application
			.yaml("plugin-host.plugins.linear:\n  entrypoint: worker.js\n  config-schema: s.json\n  config: " + yaml)
			.file("s.json", SCHEMA);
		assertThat(configJson()).isEqualTo(json);
	}

	@Test
	void valueThatIsOnePlaceholderHasTheTypeOfTheManifestsSchema() {
		// A schema in the manifest counts as one in a file does
		this.application.yaml("""
				plugin-host.plugins.linear:
				  entrypoint: worker.js
				  manifest: { instanceConfigSchema: { properties: { limit: { type: integer } } } }
				  config: { limit: "${LIMIT:20}" }
				""");
		assertThat(configJson()).isEqualTo("{'limit':20}");
	}

	@Test
	void valueThatIsOnePlaceholderHasTheTypeOfTheValueUnderneath() {
		// What replaces a number or a boolean of a source further down becomes one
		this.application.yaml("""
				plugin-host.plugins.linear:
				  entrypoint: worker.js
				  config-location: c.json
				  config-json: '{"json": 1}'
				  config: { file: "${A:5}", json: "${B:6}", yaml: 1, twice: "${C:7}", text: "${D:8}", no: "${E:9}" }
				---
				spring.config.activate.on-profile: prod
				plugin-host.plugins.linear.config:
				  { yaml: "${F:10}", twice: "${G:11}", list: ["${H:12}", "${I:13}"], on: "${J:true}", no: "${K:false}" }
				""")
			.file("c.json", "{\"file\": 1, \"twice\": 2.5, \"text\": \"t\", \"list\": [1], \"on\": false}")
			.arguments("--spring.profiles.active=prod");
		assertThat(configJson()).isEqualTo(
				"{'file':5,'twice':11,'text':'8','list':[12,13],'on':true,'json':6," + "'yaml':10,'no':'false'}");
	}

	@Test
	void manifestAndPropertiesFileAreNoException() {
		// The rule is one for all sources, and for the manifest
		this.application.file("application.properties", """
				plugin-host.plugins.linear.entrypoint=worker.js
				plugin-host.plugins.linear.manifest-location=m.json
				plugin-host.plugins.linear.manifest.apiVersion=${VERSION:2}
				plugin-host.plugins.linear.config-json={"limit": 1, "text": "1"}
				plugin-host.plugins.linear.config.limit=${LIMIT:20}
				plugin-host.plugins.linear.config.text=${LIMIT:20}
				""").file("m.json", "{\"apiVersion\": 1}");
		assertThat(this.application.definition().manifest()).isEqualTo(Map.of("apiVersion", 2));
		assertThat(this.application.definition().config()).isEqualTo(Map.of("limit", 20, "text", "20"));
	}

	@Test
	void textsOfConfigJsonStayTexts() {
		// JSON itself defines what is a number
		this.application.yaml("""
				plugin-host.plugins.linear:
				  entrypoint: worker.js
				  config-location: c.json
				  config-json: '{"text": "${A:1}", "number": ${B:2}, "on": ${C:true}}'
				""").file("c.json", "{\"text\": 5}");
		assertThat(configJson()).isEqualTo("{'text':'1','number':2,'on':true}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "config.a", "config.b.c", "config.list[1].d", "env.TOKEN", "manifest.version",
			"config-json", "args[0]", "command[1]", "exec-argv[0]", "working-directory", "id", "config-location",
			"rpc-timeout", "limits.max-memory", "restart.max-restarts", "capabilities[0]", "command-prefix[0]",
			"config-schema" })
	void placeholderThatCannotBeResolvedIsAReport(String key) {
		// The report names the property and the placeholder, and quotes nothing that
		// stands beside it
		String list = key.startsWith("config.list") ? "\nplugin-host.plugins.linear.config.list[0].d=x" : "";
		list += key.equals("command[1]") ? "\nplugin-host.plugins.linear.command[0]=x" : "";
		this.application.file("application.properties",
				"plugin-host.plugins.linear." + key + "=s3cret${nope.x}" + list);
		assertThat(report().getDescription())
			.contains("Property: plugin-host.plugins.linear." + key + "\n", "Origin: ", "application.properties] - 1:",
					"Problem: has the placeholder '${nope.x}', for which there is no value")
			.doesNotContain("s3cret");
		assertThat(report().getAction()).contains("'\\${name}'");
	}

	@Test
	void allUnresolvablePlaceholdersAreReportedAtOnce() {
		// One report for all of them, nested ones included, whichever source they are in
		this.application.yaml("""
				plugin-host:
				  defaults:
				    env: { D: "${d}" }
				  plugins:
				    linear:
				      entrypoint: worker.js
				      env: { A: "${a}" }
				      config: { b: "${b1:${b2}}", c: ["x ${c}"] }
				    "[acme.other]":
				      command: [x]
				      config: { o: "${o}" }
				""").environment("PLUGINHOST_PLUGINS_LINEAR_CONFIG_E", "${e}");
		assertThat(report().getDescription().lines().map(String::strip)).contains(
				"Property: plugin-host.defaults.env.D", "Property: plugin-host.plugins.linear.env.A",
				"Property: plugin-host.plugins.linear.config.b", "Property: plugin-host.plugins.linear.config.c[0]",
				"Property: plugin-host.plugins.linear.config.e", "Property: plugin-host.plugins[acme.other].config.o",
				"Problem: has the placeholder '${b2}', for which there is no value",
				"Problem: has the placeholder '${c}', for which there is no value");
	}

	@Test
	void placeholderThatIsReplacedOrNotUsedIsNoMistake() {
		// What a source further up replaces, or a disabled plugin lacks, stops nothing
		this.application.yaml("""
				plugin-host.plugins:
				  linear:
				    entrypoint: worker.js
				    args: ["${nope}"]
				    env: { TOKEN: "${nope}" }
				    config: { token: "${nope}", map: "${nope}" }
				    config-location: c.json
				  off:
				    enabled: false
				    entrypoint: ${nope}
				    args: ["${nope}"]
				    rpc-timeout: ${nope}
				    config: { token: "${nope}" }
				    env: { token: "${nope}" }
				""")
			.file("c.json", "{\"exact\": \"${nope}\"}")
			.arguments("--plugin-host.plugins.linear.args=a", "--plugin-host.plugins.linear.env.TOKEN=b",
					"--plugin-host.plugins.linear.config.token=c", "--plugin-host.plugins.linear.config.map.d=e");
		assertThat(configJson()).isEqualTo("{'exact':'${nope}','token':'c','map':{'d':'e'}}");
		assertThat(this.application.definition().args()).containsExactly("a");
	}

	@Test
	void escapedPlaceholderIsText() {
		// A dollar and a brace can be written everywhere
		this.application.yaml("""
				plugin-host.plugins.linear:
				  entrypoint: worker.js
				  args: ['\\${nope}', '$nope', '{nope}', '${open']
				  env: { A: '\\${nope}' }
				  config: { a: '\\${nope}', b: 'x \\${nope} ${c:y}' }
				  config-json: '{"c": "\\\\${nope}"}'
				""");
		assertThat(this.application.definition().args()).isEqualTo(List.of("${nope}", "$nope", "{nope}", "${open"));
		assertThat(this.application.definition().env()).isEqualTo(Map.of("A", "${nope}"));
		assertThat(configJson()).isEqualTo("{'c':'${nope}','a':'${nope}','b':'x ${nope} y'}");
	}

	private String configJson() {
		return JsonMapper.shared().writeValueAsString(this.application.definition().config()).replace('"', '\'');
	}

	private FailureAnalysis report() {
		FailureAnalysis report = new PluginConfigurationFailureAnalyzer()
			.analyze(catchThrowable(this.application::definitions));
		if (report == null) {
			throw new AssertionError("No report");
		}
		return report;
	}

}
