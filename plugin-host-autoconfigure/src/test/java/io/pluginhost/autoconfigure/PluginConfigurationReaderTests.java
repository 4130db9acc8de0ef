package io.pluginhost.autoconfigure;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class PluginConfigurationReaderTests {

	private static final String ENTRYPOINT = "plugin-host.plugins.linear.entrypoint: worker.js\n";

	private Path directory;

	private ConfiguredApplication application;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.directory = directory;
		this.application = new ConfiguredApplication(directory);
	}

	static Stream<Arguments> yaml() {
		return Stream.of(
		// @formatter:off
			// types
			Arguments.of("{ a: text, b: 20, c: 1.5, d: true, e: null, f: ~ }",
					"{'a':'text','b':20,'c':1.5,'d':true,'e':null,'f':null}"),
			Arguments.of("{ a: '20', b: 'true', c: 'null', d: '', e: '1.50' }",
					"{'a':'20','b':'true','c':'null','d':'','e':'1.50'}"),
			Arguments.of("{ a: 12345678901, b: 123456789012345678901234567890, c: 0.12345678901234567890123, d: 1e3 }",
					"{'a':12345678901,'b':123456789012345678901234567890,'c':0.12345678901234567890123,'d':1E+3}"),
			Arguments.of("{ a: 0.10, b: 1e400, c: 7.000, d: .inf, e: .nan, f: 1_000.50 }",
					"{'a':0.10,'b':1E+400,'c':7.000,'d':'Infinity','e':'NaN','f':1000.50}"),
			Arguments.of("{ a: 2026-01-31, b: 2026-01-31T10:00:00Z }",
					"{'a':'2026-01-31','b':'2026-01-31T10:00:00Z'}"),
			Arguments.of("{ a: !!binary aGk=, b: !!str 1, c: !!float 1 }", "{'a':'aGk=','b':'1','c':1}"),
			Arguments.of("{ a: \"two\\nlines\", b: '  spaces  ' }", "{'a':'two\\nlines','b':'  spaces  '}"),
			// what is empty
			Arguments.of("{ a: [], b: {}, c: '', d: }", "{'a':[],'b':{},'c':'','d':null}"),
			Arguments.of("{ a: { b: { c: {} } } }", "{'a':{'b':{'c':{}}}}"),
			Arguments.of("{ a: [[], {}, '', null, [null]] }", "{'a':[[],{},'',null,[null]]}"),
			Arguments.of("{ }", "{}"),
			Arguments.of("", "{}"),
			// lists
			Arguments.of("{ a: [a, 'b,c', 3, false] }", "{'a':['a','b,c',3,false]}"),
			Arguments.of("{ a: [[1, 2], [3]], b: [{ c: 1, d: [] }, { c: 2 }] }",
					"{'a':[[1,2],[3]],'b':[{'c':1,'d':[]},{'c':2}]}"),
			// keys
			Arguments.of("{ teamName: 1, team-name: 2, team_name: 3, TEAMNAME: 4 }",
					"{'teamName':1,'team-name':2,'team_name':3,'TEAMNAME':4}"),
			Arguments.of("{ 'a b': 1, 'ü/€': 2, 'a:b': 3, '': 4, ' ': 5 }",
					"{'a b':1,'ü/€':2,'a:b':3,'':4,' ':5}"),
			Arguments.of("{ 1: a, 007: b, off: c, on: d, 1.0: e, '[0]': f }",
					"{'1':'a','007':'b','off':'c','on':'d','1.0':'e','0':'f'}"),
			Arguments.of("{ '[a.b]': 1, '[a.b/c]': { '[d.e]': [] }, l: [{ '[f.g]': null }] }",
					"{'a.b':1,'a.b/c':{'d.e':[]},'l':[{'f.g':null}]}"),
			Arguments.of("{ a.b: 1, a.c: [], 'd[0]': x, 'd[1]': y, l: [{ e.f: 1 }] }",
					"{'a':{'b':1,'c':[]},'d':['x','y'],'l':[{'e':{'f':1}}]}"),
			Arguments.of("{ a..b: 1, .c: 2, d.: 3, 'e[': 4, 'f[]': 5 }",
					"{'a..b':1,'.c':2,'d.':3,'e[':4,'f[]':5}"),
			// anchors
			Arguments.of("{ a: &x { b: [], c: null }, d: *x, e: { <<: *x, c: 1 } }",
					"{'a':{'b':[],'c':null},'d':{'b':[],'c':null},'e':{'b':[],'c':1}}"),
			// placeholders
			Arguments.of("{ a: '${greeting}', b: ['${greeting} ${nothing:x}'], d: '\\${greeting}' }",
					"{'a':'hello','b':['hello x'],'d':'${greeting}'}"));
		// @formatter:on
	}

	@ParameterizedTest
	@MethodSource
	void yaml(String yaml, String json) {
		this.application.yaml("greeting: hello\nplugin-host:\n  plugins:\n    linear:\n      entrypoint: worker.js\n"
				+ "      config: " + yaml + "\n");
		assertThat(configJson()).isEqualTo(json);
	}

	@Test
	void configWhenWrittenInBlocksIsTheSame() {
		this.application.yaml("""
				plugin-host:
				  plugins:
				    linear:
				      entrypoint: worker.js
				      config:
				        team: ENG
				        labels:
				        - a
				        - b
				        limit: 20
				        nested:
				          empty: []
				          nothing:
				""");
		assertThat(configJson())
			.isEqualTo("{'team':'ENG','labels':['a','b'],'limit':20,'nested':{'empty':[],'nothing':null}}");
	}

	@Test
	void configWhenNamesAreJoinedAndSpelledFreelyIsFound() {
		this.application.yaml("""
				pluginHost.plugins:
				  "[acme.linear]":
				    entrypoint: worker.js
				    config.opts: []
				  my-plugin:
				    enabled: false
				plugin_host.plugins.[acme.linear].config.more.Key: { }
				plugin-host:
				  plugins:
				    "[acme.linear].config":
				      last: 1
				""");
		assertThat(configJson()).isEqualTo("{'opts':[],'more':{'Key':{}},'last':1}");
	}

	@Test
	void configWhenFileHasSeveralDocumentsIsThatOfTheActiveOnes() {
		this.application.yaml("""
				# the first document is empty
				---
				plugin-host.plugins.linear:
				  entrypoint: worker.js
				  config: { a: [], b: [1, 2], c: 1, d: { x: 1, y: 2 }, e: 1 }
				---
				spring.config.activate.on-profile: other
				plugin-host.plugins.linear.config: { a: [9] }
				---
				spring.config.activate.on-profile: prod
				plugin-host.plugins.linear.config: { b: [3], c: null, d: { y: 3, z: [] }, e: [] }
				""").arguments("--spring.profiles.active=prod");
		assertThat(configJson()).isEqualTo("{'a':[],'b':[3],'c':null,'d':{'x':1,'y':3,'z':[]},'e':[]}");
	}

	@Test
	void configWhenProfileHasAFileOfItsOwnIsMerged() {
		this.application.yaml(ENTRYPOINT + "plugin-host.plugins.linear.config: { a: [1, 2], b: 1, opts: { x: 1 } }")
			.file("application-prod.yaml", "plugin-host.plugins.linear.config: { a: [], opts: {}, c: null }")
			.arguments("--spring.profiles.active=prod");
		assertThat(configJson()).isEqualTo("{'a':[],'b':1,'opts':{'x':1},'c':null}");
	}

	@Test
	void configWhenFileIsImportedIsFaithful() {
		this.application.yaml(ENTRYPOINT + "spring.config.import: 'optional:nothing.yml,more.yml'")
			.file("more.yml", "plugin-host.plugins.linear.config: { a: [], b: null }");
		assertThat(configJson()).isEqualTo("{'a':[],'b':null}");
	}

	@Test
	void configWhenInPropertiesFileIsText() {
		this.application.file("application.properties", """
				plugin-host.plugins.linear.entrypoint=worker.js
				greeting=hello
				plugin-host.plugins.linear.config.limit=20
				plugin-host.plugins.linear.config.teamName=${greeting}
				plugin-host.plugins.linear.config.list=a,b
				plugin-host.plugins.linear.config.labels[1]=b
				plugin-host.plugins.linear.config.labels[0].name=a
				plugin-host.plugins.linear.config[a.b]=
				plugin-host.plugins.linear.config.nested.yes=true
				""");
		assertThat(config()).isEqualTo(Map.of("limit", "20", "teamName", "hello", "list", "a,b", "labels",
				List.of(Map.of("name", "a"), "b"), "a.b", "", "nested", Map.of("yes", "true")));
	}

	@Test
	void configWhenSetOnCommandLineOverridesByKey() {
		this.application.yaml(ENTRYPOINT + "plugin-host.plugins.linear.config: { a: [1, 2], b: { c: 1, d: 2 }, e: 3 }")
			.arguments("--plugin-host.plugins.linear.config.a[0]=x", "--plugin-host.plugins.linear.config.b.c=y");
		assertThat(configJson()).isEqualTo("{'a':['x'],'b':{'c':'y','d':2},'e':3}");
	}

	@Test
	void configWhenSourcesDisagreeWhetherItIsAValueOrAMapIsThatOfTheUpper() {
		this.application.yaml(ENTRYPOINT + "plugin-host.plugins.linear.config: { a: { x: 1 }, b: 1 }")
			.arguments("--plugin-host.plugins.linear.config.a=text", "--plugin-host.plugins.linear.config.b.c=y");
		assertThat(configJson()).isEqualTo("{'a':'text','b':{'c':'y'}}");
	}

	@Test
	void configWhenInEnvironmentMatchesKeysLoosely() {
		this.application.yaml(ENTRYPOINT + """
				plugin-host.plugins.linear.config:
				  team: ENG
				  teamName: x
				  api-key: x
				  "[base.url]": x
				  labels: [a, b]
				  database: { userName: x, port: 1 }
				""")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_CONFIG_TEAM", "OPS")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_CONFIG_TEAM_NAME", "Operations")
			.environment("PLUGINHOST_PLUGINS_LINEAR_CONFIG_APIKEY", "k")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_CONFIG_BASE_URL", "u")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_CONFIG_LABELS_0", "c")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_CONFIG_DATABASE_USER_NAME", "me")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_CONFIG_NEW_KEY", "n")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_CONFIG_NEWLIST_0_NAME", "n")
			.environment("PLUGIN_HOST_PLUGINS_OTHER_CONFIG_TEAM", "no");
		assertThat(configJson()).isEqualTo("{'team':'OPS','teamName':'Operations','api-key':'k','base.url':'u',"
				+ "'labels':['c'],'database':{'userName':'me','port':1},'newlist':[{'name':'n'}],'new':{'key':'n'}}");
	}

	@Test
	void configWhenInEnvironmentMatchesKeysOfFileAndJson() {
		this.application
			.yaml(ENTRYPOINT
					+ "plugin-host.plugins.linear:\n  config-location: c.json\n  config-json: '{\"apiKey\": 1}'")
			.file("c.json", "{\"teamName\": 1}")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_CONFIG_TEAMNAME", "x")
			.environment("PLUGIN_HOST_PLUGINS_LINEAR_CONFIG_API_KEY", "y");
		assertThat(configJson()).isEqualTo("{'teamName':'x','apiKey':'y'}");
	}

	@Test
	void configWhenNameHasDashesAndDotsIsFoundInEnvironment() {
		this.application.yaml("plugin-host.plugins.[acme.my-plugin].entrypoint: worker.js")
			.environment("PLUGIN_HOST_PLUGINS_ACME_MY_PLUGIN_CONFIG_TEAM", "ENG");
		assertThat(configJson()).isEqualTo("{'team':'ENG'}");
	}

	@Test
	void configJsonIsExactAndItsPlaceholdersAreResolved() {
		this.application.yaml(ENTRYPOINT + """
				secret: 'with "quotes" and \\ more'
				number: 42
				plugin-host.plugins.linear.config-json: >-
				  {"S": "${secret}", "a.b": [], "e": {}, "n": null, "big": 123456789012345678901234567890,
				  "precise": 0.12345678901234567890123, "simple": 1.5}
				""");
		assertThat(config()).containsEntry("S", "with \"quotes\" and \\ more").containsEntry("simple", 1.5);
		assertThat(configJson()).endsWith("'a.b':[],'e':{},'n':null,'big':123456789012345678901234567890,"
				+ "'precise':0.12345678901234567890123,'simple':1.5}");
	}

	@Test
	void configJsonWhenPlaceholderIsNoTextIsResolvedFirst() {
		this.application.yaml(ENTRYPOINT + """
				number: 42
				plugin-host.plugins.linear.config-json: '{"limit": ${number}, "text": "${number}"}'
				""");
		assertThat(configJson()).isEqualTo("{'limit':42,'text':'42'}");
	}

	@Test
	void configJsonWhenInEnvironmentIsNoKeyOfTheConfig() {
		this.application.yaml(ENTRYPOINT).environment("PLUGIN_HOST_PLUGINS_LINEAR_CONFIG_JSON", "{\"a\": 1}");
		assertThat(configJson()).isEqualTo("{'a':1}");
	}

	@Test
	void configLocationIsExactAndItsPlaceholdersAreNotResolved() {
		this.application
			.yaml(ENTRYPOINT + "greeting: hello\nplugin-host.plugins.linear.config-location: ${greeting}.json")
			.file("hello.json", "{\"a\": \"${greeting}\", \"b.c\": [{}], \"d\": 1.10}");
		assertThat(configJson()).isEqualTo("{'a':'${greeting}','b.c':[{}],'d':1.10}");
	}

	@Test
	void configWhenLocatedOnClassPathIsRead() {
		this.application.yaml(ENTRYPOINT + "plugin-host.plugins.linear.config-location: classpath:plugin-config.json");
		assertThat(configJson()).isEqualTo("{'from':'the class path'}");
	}

	@Test
	void configWhenSetInAllWaysIsMergedInOrder() {
		this.application.yaml(ENTRYPOINT + """
				plugin-host.plugins.linear:
				  config-location: c.json
				  config-json: '{"m": {"b": 2, "c": 2}, "l": [2], "j": 2}'
				  config: { m: { c: 3 }, l: [], i: 3 }
				""").file("c.json", "{\"m\": {\"a\": 1, \"b\": 1, \"c\": 1}, \"l\": [1, 1], \"f\": 1}");
		assertThat(configJson()).isEqualTo("{'m':{'a':1,'b':2,'c':3},'l':[],'f':1,'j':2,'i':3}");
	}

	@Test
	void manifestIsReadAsConfigIs() {
		this.application.yaml(ENTRYPOINT + """
				plugin-host.plugins.linear:
				  manifest-location: m.json
				  manifest: { version: 1.2.3, tools: [], Nested: { b: null } }
				""").file("m.json", "{\"version\": \"0\", \"tools\": [1], \"Nested\": {\"a\": \"${x}\"}}");
		assertThat(json(this.application.definition().manifest()))
			.isEqualTo("{'version':'1.2.3','tools':[],'Nested':{'a':'${x}','b':null}}");
	}

	@Test
	void configWhenPropertySourceDecryptsIsDecrypted() {
		this.application.yaml(ENTRYPOINT + "plugin-host.plugins.linear.config: { key: ENC(x), list: [ENC(y), []] }")
			.propertySources(PluginConfigurationReaderTests::decrypt);
		assertThat(configJson()).isEqualTo("{'key':'decrypted x','list':['decrypted y',[]]}");
	}

	@Test
	void configWhenPropertySourcesAreComposedIsFaithful() {
		this.application.yaml(ENTRYPOINT + "plugin-host.plugins.linear.config: { a: [], b: 1 }")
			.file("application-prod.yml", "plugin-host.plugins.linear.config: { b: null }")
			.arguments("--spring.profiles.active=prod")
			.propertySources((sources) -> {
				CompositePropertySource composite = new CompositePropertySource("composite");
				sources.stream().filter(OriginTrackedMapPropertySource.class::isInstance).toList().forEach((source) -> {
					sources.remove(source.getName());
					composite.addPropertySource(source);
				});
				sources.addLast(composite);
			});
		assertThat(configJson()).isEqualTo("{'a':[],'b':null}");
	}

	@Test
	void configWhenYamlFileCannotBeReadAgainHasTypesAndLists() {
		this.application
			.yaml(ENTRYPOINT + "plugin-host.plugins.linear.config: { aB: [x, 1], '[c.d]': true, e: {}, l: [{ m: 1 }] }")
			.propertySources((sources) -> this.application.file("application.yml", "{ broken"));
		assertThat(configJson()).isEqualTo("{'aB':['x',1],'c.d':true,'e':'','l':[{'m':1}]}");
	}

	@Test
	void configWhenInApplicationJsonHasTypesAndLists() {
		this.application.yaml(ENTRYPOINT)
			.arguments(
					"--spring.application.json={\"plugin-host\":{\"plugins\":{\"linear\":{\"config\":{\"aB\":[1,true,\"x\"]}}}}}");
		assertThat(configJson()).isEqualTo("{'aB':[1,true,'x']}");
	}

	@Test
	void configWhenInConfigTreeIsText() {
		this.application.yaml(ENTRYPOINT + "spring.config.import: 'configtree:" + this.directory + "/secrets/'")
			.file("secrets/plugin-host.plugins.linear.config.token", "s3cret");
		assertThat(configJson()).isEqualTo("{'token':'s3cret'}");
	}

	@Test
	void configWhenPropertySourceHoldsObjectsIsMadeOfThem() {
		Map<String, Object> properties = Map.of("plugin-host.plugins.linear.config.list", List.of("a", 1),
				"plugin-host.plugins.linear.config.array", new int[] { 1, 2 }, "plugin-host.plugins.linear.config.map",
				Map.of("x", new BigDecimal("1.50")), "plugin-host.plugins.linear.config.other", Path.of("p"));
		this.application.yaml(ENTRYPOINT)
			.propertySources((sources) -> sources.addFirst(new MapPropertySource("test", properties)));
		assertThat(config()).isEqualTo(Map.of("list", List.of("a", 1), "array", List.of(1, 2), "map",
				Map.of("x", new BigDecimal("1.50")), "other", "p"));
	}

	@Test
	void configWhenSourcesSpellNameDifferentlyIsMerged() {
		this.application.yaml("plugin-host.plugins.my-plugin: { entrypoint: worker.js, config: { a: 1 } }")
			.arguments("--plugin-host.plugins.myPlugin.config.b=2", "--plugin-host.plugins.my-plugins.enabled=false",
					"--plugin-host.plugins.my-plugins.config.c=3");
		assertThat(configJson()).isEqualTo("{'a':1,'b':'2'}");
	}

	private static void decrypt(MutablePropertySources sources) {
		sources.stream()
			.filter(OriginTrackedMapPropertySource.class::isInstance)
			.toList()
			.forEach((source) -> sources.replace(source.getName(),
					new DecryptingPropertySource((OriginTrackedMapPropertySource) source)));
	}

	private Map<String, @Nullable Object> config() {
		return this.application.definition().config();
	}

	private String configJson() {
		return json(config());
	}

	private static String json(Object value) {
		return JsonMapper.shared().writeValueAsString(value).replace('"', '\'');
	}

	/**
	 * A property source around another, as libraries for encrypted properties have it.
	 */
	private static final class DecryptingPropertySource extends EnumerablePropertySource<OriginTrackedMapPropertySource>
			implements OriginLookup<String> {

		DecryptingPropertySource(OriginTrackedMapPropertySource source) {
			super(source.getName(), source);
		}

		@Override
		public String[] getPropertyNames() {
			return this.source.getPropertyNames();
		}

		@Override
		public @Nullable Object getProperty(String name) {
			Object value = this.source.getProperty(name);
			return (value instanceof String text) ? text.replaceAll("ENC\\((.*)\\)", "decrypted $1") : value;
		}

		@Override
		public @Nullable Origin getOrigin(String name) {
			return this.source.getOrigin(name);
		}

	}

}
