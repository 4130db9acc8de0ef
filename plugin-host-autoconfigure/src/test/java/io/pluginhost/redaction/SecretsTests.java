package io.pluginhost.redaction;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginDefinition;
import io.pluginhost.worker.PluginSecrets;

import static org.assertj.core.api.Assertions.assertThat;

class SecretsTests {

	@Test
	void valueWithASecretNameIsMaskedWithinText() {
		Secrets secrets = env("API_TOKEN", "sk-12345678");
		assertThat(secrets.redact("sk-12345678")).isEqualTo("******");
		assertThat(secrets.redact("got sk-12345678, and (sk-12345678)")).isEqualTo("got ******, and (******)");
		assertThat(secrets.redact("xsk-12345678x")).isEqualTo("x******x");
	}

	@Test
	void otherWordsStayAsTheyAre() {
		Secrets secrets = env("API_TOKEN", "sk-12345678");
		String other = "sk-12345679 and sk-1234567 are others, as is SK-12345678";
		assertThat(secrets.redact(other)).isEqualTo(other);
		assertThat(secrets.redact("")).isEmpty();
	}

	@Test
	void valuesUnderOtherNamesAndShortOnesAreNoSecrets() {
		Secrets secrets = PluginSecrets.of(PluginDefinition.builder("acme")
			.command("worker")
			.env("TEAM_NAME", "engineering")
			.env("PIN_TOKEN", "1234567")
			.build(), Map.of("HOME", "/home/somebody"));
		assertThat(secrets.isEmpty()).isTrue();
	}

	@Test
	void everythingBelowASecretNameIsSecret() {
		Secrets secrets = config(Map.of("team", "engineering", "credentials",
				Map.of("user", "alice-smith", "pins", List.of(123456789, "987654321")), "on", true));
		assertThat(secrets.redact("engineering alice-smith 123456789 987654321"))
			.isEqualTo("engineering ****** ****** ******");
	}

	@Test
	void nullsInConfigurationAreNoSecrets() {
		assertThat(config(Collections.singletonMap("token", null)).isEmpty()).isTrue();
	}

	@Test
	void passwordInAUrlIsSecretWhateverItsName() {
		Secrets secrets = config(
				Map.of("databases", List.of("postgres://app:p4ssw0rd!@db:5432/x", "redis://:anotherpass@cache")));
		assertThat(secrets.redact("cannot connect to postgres://app:p4ssw0rd!@db:5432/x with p4ssw0rd! or anotherpass"))
			.isEqualTo("cannot connect to postgres://app:******@db:5432/x with ****** or ******");
	}

	@Test
	void secretsOfTheHostsEnvironmentAreThePluginsToo() {
		Secrets secrets = PluginSecrets.of(PluginDefinition.builder("acme").command("worker").build(),
				Map.of("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI", "USER", "somebody-else"));
		assertThat(secrets.redact("wJalrXUtnFEMI of somebody-else")).isEqualTo("****** of somebody-else");
	}

	@Test
	void secretsOfALaterConfigurationAreLearnedAndEarlierOnesKept() {
		Secrets secrets = env("API_TOKEN", "sk-12345678");
		secrets.learn(JsonMapper.shared()
			.readTree("{\"logins\":[{\"user\":\"alice-smith\",\"password\":\"open-sesame\",\"pinKey\":123456789}]}"));
		secrets.learn(Map.of("secret", "something"));
		assertThat(secrets.redact("alice-smith open-sesame 123456789 something sk-12345678"))
			.isEqualTo("alice-smith ****** ****** ****** ******");
	}

	@Test
	void longestIsTakenOutFirst() {
		Secrets secrets = config(Map.of("token", "abcdefgh", "longToken", "abcdefghijkl"));
		assertThat(secrets.redact("abcdefghijkl abcdefgh")).isEqualTo("****** ******");
	}

	@Test
	void linesOfALongSecretAreSecretsOfTheirOwn() {
		Secrets secrets = config(
				Map.of("privateKey", "-----BEGIN KEY-----\nMIIEvQIBADAN\r\nBgkqhkiG9w0B\n-----END KEY-----\n"));
		assertThat(secrets.redact("MIIEvQIBADAN")).isEqualTo("******");
		assertThat(secrets.redact("{\"key\":\"-----BEGIN KEY-----\\nMIIEvQIBADAN\\r\\nBgkqhkiG9w0B\\n\"}"))
			.isEqualTo("{\"key\":\"******\\n******\\r\\n******\\n\"}");
	}

	@Test
	void secretIsKnownAsJsonWritesItToo() {
		Secrets secrets = env("PASSWORD", "pass\"word\\1");
		assertThat(secrets.redact("plain pass\"word\\1, JSON pass\\\"word\\\\1"))
			.isEqualTo("plain ******, JSON ******");
	}

	@Test
	void beginningOfASecretIsTakenOutWhereTheTextEndsOrIsCut() {
		Secrets secrets = env("API_TOKEN", "sk-1234567890");
		assertThat(secrets.redact("it is sk-12345678")).isEqualTo("it is ******");
		assertThat(secrets.redact("it is sk-12345678… (9000 bytes)")).isEqualTo("it is ******… (9000 bytes)");
		assertThat(secrets.redact("it is sk-1234")).isEqualTo("it is sk-1234");
		assertThat(secrets.redact("it is sk-12345678 or so")).isEqualTo("it is sk-12345678 or so");
	}

	@Test
	void repetitiveTextIsNoTrouble() {
		Secrets secrets = env("API_TOKEN", "aaaaaaaaaaab");
		assertThat(secrets.redact("aaaaaaaaaaaaaaaab aaaaaaaaaac")).isEqualTo("aaaaa****** aaaaaaaaaac");
	}

	@Test
	void treeIsRedactedInNamesTextsAndNumbers() {
		Secrets secrets = config(Map.of("token", "sk-12345678", "pinKey", 123456789));
		JsonNode tree = JsonMapper.shared()
			.readTree("{\"a sk-12345678\":[\"sk-12345678\",{\"b\":\"x sk-12345678\"},123456789,1,true,null]}");
		assertThat(secrets.redact(tree).toString())
			.isEqualTo("{\"a ******\":[\"******\",{\"b\":\"x ******\"},\"******\",1,true,null]}");
		assertThat(config(Map.of()).redact(tree)).isSameAs(tree);
	}

	@Test
	void metaDataIsRedactedInNamesAndValues() {
		Secrets secrets = config(Map.of("token", "sk-12345678", "pinKey", 123456789));
		assertThat(secrets.redact(Map.of("sk-12345678", "is sk-12345678", "n", 1, "pin", 123456789L)))
			.isEqualTo(Map.of("******", "is ******", "n", 1, "pin", "******"));
	}

	@Test
	void exceptionThatContainsASecretIsNotQuoted() {
		Secrets secrets = env("API_TOKEN", "sk-12345678");
		Exception harmless = new IllegalStateException("no", new IllegalArgumentException((String) null));
		assertThat(secrets.unlessRevealing(harmless)).isSameAs(harmless);
		assertThat(secrets.unlessRevealing(new IllegalStateException("no", new RuntimeException("it is sk-12345678"))))
			.isNull();
	}

	private static Secrets env(String name, String value) {
		return PluginSecrets.of(PluginDefinition.builder("acme").command("worker").env(name, value).build(), Map.of());
	}

	private static Secrets config(Map<String, Object> config) {
		return PluginSecrets.of(PluginDefinition.builder("acme").command("worker").config(config).build(), Map.of());
	}

}
