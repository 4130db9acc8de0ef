package io.pluginhost.testing;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginCall;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;

/**
 * A call that is answered, as JSON and at once, by whatever the test says.
 */
public final class FakePluginCall implements PluginCall {

	private static final JsonCodec CODEC = new JsonCodec(JsonMapper.builder().build());

	private final String method;

	private final Function<FakePluginCall, CompletableFuture<String>> answers;

	private @Nullable Object params;

	private final Map<String, @Nullable Object> namedParams = new LinkedHashMap<>();

	private @Nullable Duration timeout;

	FakePluginCall(String method, Function<FakePluginCall, CompletableFuture<String>> answers) {
		this.method = method;
		this.answers = answers;
	}

	public String method() {
		return this.method;
	}

	/**
	 * The params as JSON.
	 */
	public String params() {
		JsonNode json = JsonMapper.shared().valueToTree((this.params != null) ? this.params : this.namedParams);
		return json.toString();
	}

	public @Nullable Duration timeout() {
		return this.timeout;
	}

	@Override
	public PluginCall params(@Nullable Object params) {
		this.params = params;
		return this;
	}

	@Override
	public PluginCall param(String name, @Nullable Object value) {
		this.namedParams.put(name, value);
		return this;
	}

	@Override
	public PluginCall timeout(Duration timeout) {
		this.timeout = timeout;
		return this;
	}

	@Override
	public PluginCall scope(String companyId) {
		throw new UnsupportedOperationException();
	}

	@Override
	public PluginCall failFast() {
		throw new UnsupportedOperationException();
	}

	@Override
	public JsonNode retrieve() {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> @Nullable T retrieve(Class<T> type) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> @Nullable T retrieve(TypeReference<T> type) {
		return read(this.answers.apply(this).join(), type.getType());
	}

	@Override
	public <T> CompletableFuture<@Nullable T> retrieveAsync(Class<T> type) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Cancelling what this returns cancels what the test has returned, as cancelling a
	 * real future cancels the call.
	 */
	@Override
	public <T> CompletableFuture<@Nullable T> retrieveAsync(TypeReference<T> type) {
		CompletableFuture<String> answer = this.answers.apply(this);
		CompletableFuture<@Nullable T> result = answer.thenApply((json) -> read(json, type.getType()));
		result.whenComplete((value, failure) -> {
			if (result.isCancelled()) {
				answer.cancel(false);
			}
		});
		return result;
	}

	private static <T> @Nullable T read(String json, Type type) {
		return CODEC.read(RawJson.of(json), type);
	}

}
