package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.ToStringSerializer;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application whose own {@code JsonMapper} is set up for clients that have nothing in
 * common with workers. Its modules make its types what they are on the wire too; its
 * settings do not reach the wire, and the modules do not reach what is not its own.
 */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationMapperIntegrationTests {

	private static final Order ORDER = new Order(new Money(new BigDecimal("12.50"), "EUR"), List.of(), null,
			Instant.parse("2026-01-01T00:00:00Z"), Speed.FAST, "M\u00fcller");

	private static final Map<String, Object> CONFIG = new LinkedHashMap<>();

	private static WebApplication application;

	private static PluginWorkerManager manager;

	private static JsonNode first;

	@BeforeAll
	static void start(@TempDir Path directory) throws IOException {
		Files.writeString(directory.resolve("application.yml"), """
				plugin-host.plugins.acme:
				  manifest: { displayName: " Acme ", maxUsers: 5000000000 }
				  config: { snakeCase: " as is ", limit: 5000000000, none: null, list: [] }
				""");
		List<String> properties = new ArrayList<>(List.of(MischiefWorker.properties("acme")));
		properties.add("plugin-host.startup=blocking");
		application = WebApplication.run(Application.class, directory, properties);
		manager = application.manager();
		first = manager.call("acme", "initialized").retrieve();
		CONFIG.put("snakeCase", " as is ");
		CONFIG.put("limit", 5000000000L);
		CONFIG.put("none", null);
		CONFIG.put("list", List.of());
	}

	@AfterAll
	static void close() {
		application.close();
	}

	@Test
	void mapperOfTheApplicationDiffersFromTheDefault() {
		assertThat(application.context().getBean(JsonMapper.class).writeValueAsString(ORDER)).contains("\n",
				"order_date", "\\u00FC", "12.50 EUR", Order.class.getName());
	}

	@Test
	void paramsAndResultsAreMadeByModulesAlone() {
		assertThat(manager.call("acme", "echo").params(ORDER).retrieve()).hasToString(json("""
				{'price':'12.50 EUR','tags':[],'remark':null,'orderDate':'2026-01-01T00:00:00Z','speed':'FAST',\
				'name':'\u00abM\u00fcller\u00bb'}"""));
		assertThat(manager.call("acme", "echo").params(ORDER).retrieve(Order.class)).isEqualTo(ORDER);
		// What it does not know does not disturb, and what is no array is none
		assertThat(manager.call("acme", "echo").params(ORDER).retrieve(Priced.class))
			.isEqualTo(new Priced(ORDER.price()));
		assertThat(manager.call("acme", "echo").param("n", 1L).param("none", null).retrieve())
			.hasToString(json("{'n':'1','none':null}"));
	}

	@Test
	void hostMethodsParamsAndResultsAreMadeByModulesAlone() {
		// A tree is passed on unchanged
		ObjectNode method = JsonMapper.shared().createObjectNode().put("text", "orders.find");
		assertThat(manager.call("acme", "host").params(method).retrieve().path("result")).hasToString(json("""
				{'price':'12.50 EUR','tags':[],'remark':null,'orderDate':'2026-01-01T00:00:00Z','speed':'FAST',\
				'name':'\u00abk\u00bb'}"""));
	}

	@Test
	void whatIsNotTheApplicationsOwnArrivesAsItIs() {
		manager.updateConfig("acme", CONFIG).join();
		assertThat(List.of(first, manager.call("acme", "initialized").retrieve()))
			.allSatisfy((JsonNode initialized) -> {
				assertThat(initialized.path("manifest"))
					.hasToString(json("{'id':'acme','version':'0.0.0','displayName':' Acme ','maxUsers':5000000000}"));
				assertThat(initialized.path("config"))
					.hasToString(json("{'snakeCase':' as is ','limit':5000000000,'none':null,'list':[]}"));
				assertThat(initialized.path("apiVersion")).hasToString("1");
			});
	}

	@Test
	void workersWordsAreLoggedAsTheyAre(CapturedOutput output) {
		manager.call("acme", "log").param("text", "  says \\ \u00abnothing\u00bb").retrieve();
		await().untilAsserted(() -> assertThat(output).contains("  says \\ \u00abnothing\u00bb"));
	}

	private static String json(String text) {
		return text.replace('\'', '"');
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		JsonMapperBuilderCustomizer odd() {
			return (builder) -> builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
				.changeDefaultPropertyInclusion(
						(inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_EMPTY))
				.activateDefaultTyping(BasicPolymorphicTypeValidator.builder().allowIfBaseType(Object.class).build(),
						DefaultTyping.NON_FINAL_AND_RECORDS)
				.enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.WRAP_ROOT_VALUE,
						SerializationFeature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED)
				.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.UNWRAP_ROOT_VALUE)
				.enable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
				.enable(EnumFeature.WRITE_ENUMS_USING_INDEX)
				.enable(JsonWriteFeature.ESCAPE_NON_ASCII)
				.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY);
		}

		@Bean
		JacksonModule money() {
			return new SimpleModule("money").addSerializer(Money.class, new MoneySerializer())
				.addDeserializer(Money.class, new MoneyDeserializer());
		}

		@Bean
		JacksonModule numbersForBrowsers() {
			return new SimpleModule("numbers").addSerializer(Long.class, ToStringSerializer.instance);
		}

		@Bean
		JacksonModule quotedText() {
			return new SimpleModule("text").addSerializer(String.class, new QuotingSerializer())
				.addDeserializer(String.class, new QuotingDeserializer());
		}

		@HostHandler("orders.find")
		Order find(String key) {
			return new Order(ORDER.price(), List.of(), null, ORDER.orderDate(), Speed.FAST, key);
		}

	}

	record Order(Money price, List<String> tags, @Nullable String remark, Instant orderDate, Speed speed, String name) {
	}

	record Priced(Money price) {
	}

	record Money(BigDecimal amount, String currency) {
	}

	enum Speed {

		SLOW, FAST

	}

	private static final class MoneySerializer extends ValueSerializer<Money> {

		@Override
		public void serialize(Money value, JsonGenerator json, SerializationContext context) {
			json.writeString(value.amount() + " " + value.currency());
		}

		@Override
		public void serializeWithType(Money value, JsonGenerator json, SerializationContext context,
				TypeSerializer types) {
			serialize(value, json, context);
		}

	}

	private static final class MoneyDeserializer extends ValueDeserializer<Money> {

		@Override
		public Money deserialize(JsonParser json, DeserializationContext context) {
			String[] words = json.getString().split(" ");
			return new Money(new BigDecimal(words[0]), words[1]);
		}

	}

	private static final class QuotingSerializer extends ValueSerializer<String> {

		@Override
		public void serialize(String value, JsonGenerator json, SerializationContext context) {
			json.writeString('\u00ab' + value + '\u00bb');
		}

	}

	private static final class QuotingDeserializer extends ValueDeserializer<String> {

		@Override
		public String deserialize(JsonParser json, DeserializationContext context) {
			return json.getString().replaceAll("[\u00ab\u00bb]", "").strip();
		}

	}

}
