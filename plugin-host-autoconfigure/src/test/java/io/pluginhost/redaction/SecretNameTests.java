package io.pluginhost.redaction;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SecretNameTests {

	@ParameterizedTest
	@ValueSource(strings = { "password", "PASSWORD", "dbPassword", "db-password", "db.passwd", "passphrase", "DB_PWD",
			"secret", "clientSecret", "CLIENT_SECRETS", "SECRET_VALUE", "token", "GITHUB_TOKEN", "accessTokens", "key",
			"apiKey", "apikey", "api-key", "APIKey", "AWS_SECRET_ACCESS_KEY", "private_key_id", "credentials",
			"Authorization", "cookie", "SENTRY_DSN", "DB_PASS", "GITHUB_PAT", "jwt" })
	void matchesWhenNameIsSecretIsTrue(String name) {
		assertThat(SecretName.matches(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "team", "limit", "url", "keyboard", "tokenizer", "secretary", "author", "PATH", "LANG",
			"user", "PWD", "OLDPWD", "labels", "0", "passwordless", "compass", "path" })
	void nameThatDoesNotMatchesNot(String name) {
		assertThat(SecretName.matches(name)).isFalse();
	}

}
