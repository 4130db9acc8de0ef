package io.pluginhost.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pluginhost.PluginDefinition;
import io.pluginhost.worker.PluginSecrets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretArguments}. Of the arguments, which stand between bars here, all
 * that is between brackets is secret.
 */
class SecretArgumentsTests {

	@ParameterizedTest
	@ValueSource(strings = { "--token|[s3cret]|--limit|5", "--token=[s3cret]", "-token|[s3cret]", "--api-key|[-x]",
			"-Dapi.key=[s3cret]", "-Dtoken=[s3cret]", "-DTOKEN=[s3cret]", "-Djavax.net.ssl.trustStorePassword=[s3cret]",
			"--apiKey:[s3cret]", "TOKEN=[s3cret]", "env|GITHUB_TOKEN=[a b]|node", "--setenv|API_TOKEN|[s3cret]",
			"-e|DB_PASS=[s3cret]", "--set=token=[s3cret]", "--env|token=[s3cret]", "--password=[a,b;c&d 'e']",
			"postgres://[u:p]@h/db", "--db=postgres://[u:p@ss]@h/db", "https://[ghp_0123]@github.com/x",
			"mongodb://[u:p]@h1,h2", "https://h/?api_key=[abc]&page=1", "jdbc:mysql://h/db?user=u&password=[p]",
			"Authorization: [Bearer abc]", "-H|X-Api-Key: [abc def]", "{\"user\":\"u\",\"token\":\"[s3cret]\",\"n\":1}",
			"sh|-c|exec node worker.js --token [s3cret] --limit 5", "sh|-c|X=1 TOKEN='[s3 cret]' node worker.js",
			"sh|-c|curl -H \"Authorization: [Bearer abc]\" https://[u:p]@h/x",
			"sh|-c|export KEY=[abc]; node worker.js" })
	void valueAfterASecretNameIsMasked(String command) {
		// Neither an argument nor a part of one that is named as a secret is shown
		List<String> arguments = List.of(command.replaceAll("[\\[\\]]", "").split("\\|"));
		List<String> shown = List.of(command.replaceAll("\\[[^]]*]", "******").split("\\|"));
		assertThat(SecretArguments.mask(arguments)).isEqualTo(shown);
	}

	@ParameterizedTest
	@ValueSource(strings = { "node|worker.js|--limit|5|--team=ENG", "java|-cp|a.jar:b.jar|-Dfile.encoding=UTF-8|Main",
			"--token|--verbose", "https://h:8080/path?x=1", "deno|run|npm:x@1.0", "prlimit|--nofile=256", "a: b",
			"--keyboard=us", "python3|-m|secretary", "=x", "", "@", "://" })
	void otherArgumentsAreShown(String command) {
		// What is no secret can be read
		List<String> arguments = List.of(command.split("\\|", -1));
		assertThat(SecretArguments.mask(arguments)).isEqualTo(arguments);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					program '/app/node w.js --token=s3cret' is not a file | program '/app/node w.js --token=******' is not a file
					[node, w.js, --token, s3cret, --limit, 5]             | [node, w.js, --token, ******, --limit, 5]
					run 'x postgres://u:p@h', or not                      | run 'x postgres://******@h', or not
					""")
	void textThatQuotesACommandLineIsMasked(String text, String shown) {
		// Messages show no more than the command line itself
		assertThat(SecretArguments.mask(text)).isEqualTo(shown);
	}

	@Test
	void secretsThatThePluginKnowsAreMaskedUnderAnyName() {
		// What is secret under its name is secret under every other
		PluginDefinition definition = PluginDefinition.builder("x")
			.command("x", "--login", "0123456789", "--url", "https://h/abcdefgh/x", "given-secret")
			.env(Map.of("API_TOKEN", "0123456789"))
			.config(Map.of("apiKey", "abcdefgh"))
			.build();
		assertThat(SecretArguments.mask(definition.command(),
				PluginSecrets.of(definition, Map.of("HOST_TOKEN", "given-secret"))))
			.containsExactly("x", "--login", "******", "--url", "https://h/******/x", "******");
	}

	@Test
	void secretsOfACommandLineAreKnownToThePlugin() {
		// A worker that repeats its arguments reveals no secret
		PluginDefinition definition = PluginDefinition.builder("x")
			.commandPrefix("env", "PREFIX_TOKEN=prefix-secret")
			.entrypoint("worker.js")
			.execArgv("-Dapi.key=exec-secret")
			.args("--token", "args-secret", "sh", "-c", "DB_PASSWORD=shell-secret node start.js",
					"Authorization: Bearer header-secret", "postgres://u:url-secret@h")
			.build();
		Secrets secrets = PluginSecrets.of(definition, Map.of());
		assertThat(secrets.redact("prefix-secret exec-secret args-secret shell-secret header-secret url-secret"))
			.isEqualTo("****** ****** ****** ****** ****** ******");
		assertThat(secrets.redact("worker.js start.js Authorization")).isEqualTo("worker.js start.js Authorization");
	}

	@Test
	void hugeArgumentIsNoTrouble() {
		// Time grows with the length alone
		List<String> found = new ArrayList<>();
		for (String part : List.of("a:", "--x ", "://", "token='", "a=\"", "- ", "a.", "@:")) {
			String argument = part.repeat(50_000 / part.length());
			SecretArguments.find(List.of(argument), found::add);
		}
		assertThat(found).isNotNull();
	}

}
