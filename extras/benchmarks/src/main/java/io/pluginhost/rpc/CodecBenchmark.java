package io.pluginhost.rpc;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.json.RawJson;

/**
 * Writing a call and reading its answer, beside what Jackson takes for the payload alone.
 */
@State(Scope.Benchmark)
public class CodecBenchmark {

	private static final long LIMIT = 1 << 24;

	private final JsonMapper mapper = JsonMapper.builder().build();

	private final RpcCodec codec = new RpcCodec(this.mapper);

	private final EnvelopeScanner envelope = new EnvelopeScanner("inside");

	private final Payload payload = new Payload(12345, "0123456789".repeat(7));

	private final byte[] json = this.mapper.writeValueAsBytes(this.payload);

	private final RawJson raw = RawJson.of(new String(this.json, StandardCharsets.UTF_8));

	private final byte[] answer = ("{\"jsonrpc\":\"2.0\",\"id\":1000001,\"result\":" + this.raw + "}")
		.getBytes(StandardCharsets.UTF_8);

	/**
	 * Write params.
	 * @return the bytes
	 */
	@Benchmark
	public byte[] jacksonAloneWrites() {
		return this.mapper.writeValueAsBytes(this.payload);
	}

	/**
	 * Write a call.
	 * @return the line
	 */
	@Benchmark
	public byte[] writeCall() {
		return this.codec.encodeRequest(1_000_001, "call", null, this.payload, LIMIT);
	}

	/**
	 * Read a result.
	 * @return the result
	 */
	@Benchmark
	public Payload jacksonAloneReads() {
		return this.mapper.readValue(this.json, Payload.class);
	}

	/**
	 * Look at a line, as its reader does.
	 * @return the message
	 * @throws RpcFormatException never
	 */
	@Benchmark
	public RpcMessage readEnvelope() throws RpcFormatException {
		return this.codec.decode(this.envelope.begin(this.answer, 0, this.answer.length));
	}

	/**
	 * Read a result, as its caller does.
	 * @return the result
	 */
	@Benchmark
	public @Nullable Payload readResult() {
		return this.codec.json().read(this.raw, Payload.class);
	}

	/**
	 * What goes there and what comes back.
	 *
	 * @param number a number
	 * @param text a text
	 */
	public record Payload(int number, String text) {
	}

}
