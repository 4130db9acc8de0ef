package io.pluginhost.handler.support;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.hostcall.HandlerRegistry;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;

/**
 * Finding a host method, making its arguments and running it, beside what Jackson takes
 * for the params alone.
 */
@State(Scope.Benchmark)
public class HandlerBindingBenchmark {

	private static final String PLUGIN = "bench";

	private final JsonMapper mapper = JsonMapper.builder().build();

	private final RawJson params = RawJson.of("{\"number\":12345,\"text\":\"" + "0123456789".repeat(7) + "\"}");

	private final byte[] bytes = this.params.toString().getBytes(StandardCharsets.UTF_8);

	private final HostCall call = new SomeCall();

	private final HandlerRegistry registry = registry(new JsonCodec(this.mapper));

	private static HandlerRegistry registry(JsonCodec codec) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("handlers", new Handlers());
		BeanHandlerRegistry registry = new BeanHandlerRegistry(beans, codec, false);
		registry.afterSingletonsInstantiated();
		return registry;
	}

	/**
	 * Read params.
	 * @return the params
	 */
	@Benchmark
	public Payload jacksonAloneReads() {
		return this.mapper.readValue(this.bytes, Payload.class);
	}

	/**
	 * Run a method that takes the whole params.
	 * @return its result
	 * @throws Exception never
	 */
	@Benchmark
	public @Nullable Object whole() throws Exception {
		return invoke("whole");
	}

	/**
	 * Run a method that takes their members.
	 * @return its result
	 * @throws Exception never
	 */
	@Benchmark
	public @Nullable Object byName() throws Exception {
		return invoke("byName");
	}

	private @Nullable Object invoke(String method) throws Exception {
		RegisteredHandler handler = this.registry.find(PLUGIN, method).orElseThrow();
		return handler.invoke(this.params, this.call);
	}

	/**
	 * The bean.
	 */
	static final class Handlers {

		@HostHandler("whole")
		Object whole(Payload payload) {
			return payload;
		}

		@HostHandler("byName")
		Object byName(int number, String text) {
			return text;
		}

	}

	/**
	 * What is sent.
	 *
	 * @param number a number
	 * @param text a text
	 */
	public record Payload(int number, String text) {
	}

	/**
	 * A call without a caller.
	 */
	private static final class SomeCall implements HostCall {

		@Override
		public String pluginId() {
			return PLUGIN;
		}

		@Override
		public String method() {
			return "whole";
		}

		@Override
		public long generation() {
			return 1;
		}

		@Override
		public @Nullable String companyId() {
			return null;
		}

		@Override
		public String requireScope() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Instant deadline() {
			return Instant.MAX;
		}

		@Override
		public boolean isCancelled() {
			return false;
		}

		@Override
		public void onCancel(Runnable action) {
			// Never cancelled
		}

	}

}
