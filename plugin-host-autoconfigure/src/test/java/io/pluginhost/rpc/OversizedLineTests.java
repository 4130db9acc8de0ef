package io.pluginhost.rpc;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OversizedLineTests {

	@ParameterizedTest
	@ValueSource(strings = { "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"xxx",
			"{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"result\":{\"a", "{\"id\":7,\"jsonrpc\":\"2.0\",\"result\":[1,2",
			" { \"id\" : 7 , \"result\" : { \"id\" : 8",
			"{\"jsonrpc\":\"2.0\",\"meta\":{\"id\":8},\"id\":7,\"result\":\"",
			"{\"id\":7,\"error\":{\"code\":-1,\"message\":\"",
			"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":null,\"params\":null,\"result\":\"xxx",
			"\u001b[0m Loading {x} {\"y\":1} {\"id\":7,\"result\":\"xxx" })
	void answeredIdFindsTheId(String head) {
		RpcId id = answeredId(head);
		assertThat(id).isNotNull();
		assertThat(id.asLong()).isEqualTo(7);
	}

	@Test
	void answeredIdWhenTheIdIsInsideTheResultIsNone() {
		assertThat(answeredId("{\"jsonrpc\":\"2.0\",\"result\":{\"id\":7,\"text\":\"xxx")).isNull();
		assertThat(answeredId("{\"jsonrpc\":\"2.0\",\"result\":[{\"id\":7,\"text\":\"xxx")).isNull();
		assertThat(answeredId("{\"jsonrpc\":\"2.0\",\"result\":\"\\\"id\\\":7,")).isNull();
		assertThat(answeredId("{\"jsonrpc\":\"2.0\",\"result\":{\"id\":7,\"result\":\"xxx")).isNull();
	}

	@Test
	void answeredIdWhenARequestIsNone() {
		// A worker's request with the id of a call does not fail that call
		assertThat(answeredId("{\"jsonrpc\":\"2.0\",\"method\":\"state.set\",\"id\":7,\"params\":{\"text\":\"xxx"))
			.isNull();
		assertThat(answeredId("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"state.set\",\"params\":{\"text\":\"xxx"))
			.isNull();
		assertThat(answeredId("{\"jsonrpc\":\"2.0\",\"id\":7,\"params\":{\"text\":\"xxx")).isNull();
	}

	@Test
	void answeredIdWhenCutInTheMiddleIsNone() {
		assertThat(answeredId("{\"jsonrpc\":\"2.0\",\"id\":7")).isNull();
		assertThat(answeredId("{\"jsonrpc\":\"2.0\",\"id\":\"7")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "xxx", "[{\"id\":7,", "{\"id\":null,\"result\":\"", "{\"id\":{},\"result\":\"" })
	void answeredIdWhenNoMessageIsNone(String head) {
		assertThat(answeredId(head)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"state.set\",\"params\":{\"text\":\"xxx",
			"{\"jsonrpc\":\"2.0\",\"method\":\"state.set\",\"id\":7,\"params\":{\"id\":8,\"text\":\"xxx",
			"{\"id\":7,\"method\":\"xxx", " { \"id\" : 7 , \"params\" : [ 8 , \"xxx",
			"{\"params\":{\"id\":8},\"id\":7,\"other\":\"xxx" })
	void requestIdFindsTheId(String head) {
		assertThat(requestId(head)).isEqualTo(new RpcId("7"));
		assertThat(answeredId(head)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "xxx", "{\"id\":7", "{\"id\":7,\"other\":\"xxx", "{\"id\":7,\"result\":\"xxx",
			"{\"id\":7,\"error\":{\"method\":\"xxx", "{\"method\":\"log\",\"params\":{\"id\":7,\"text\":\"xxx",
			"{\"id\":{},\"method\":\"a\",\"params\":\"xxx", "{\"method\":\"a\",\"id\":\"7" })
	void requestIdWhenNoRequestIsNone(String head) {
		assertThat(requestId(head)).isNull();
	}

	private static RpcId requestId(String head) {
		return OversizedLine.requestId(head.getBytes(StandardCharsets.UTF_8));
	}

	private static RpcId answeredId(String head) {
		return OversizedLine.answeredId(head.getBytes(StandardCharsets.UTF_8));
	}

}
