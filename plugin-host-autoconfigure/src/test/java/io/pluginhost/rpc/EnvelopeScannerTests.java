package io.pluginhost.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pluginhost.rpc.EnvelopeScanner.Member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EnvelopeScannerTests {

	@Test
	void scanFindsTheMembers() throws RpcFormatException {
		EnvelopeScanner scanner = scan("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"greet\",\"params\":{\"a\":[1,{}]},"
				+ "\"inside\":\"x\",\"extra\":true}");
		assertThat(scanner.get(Member.JSONRPC)).hasToString("\"2.0\"");
		assertThat(scanner.get(Member.ID)).hasToString("1");
		assertThat(scanner.get(Member.METHOD)).hasToString("\"greet\"");
		assertThat(scanner.get(Member.PARAMS)).hasToString("{\"a\":[1,{}]}");
		assertThat(scanner.get(Member.EXTENSION)).hasToString("\"x\"");
		assertThat(scanner.get(Member.RESULT)).isNull();
		assertThat(scanner.get(Member.ERROR)).isNull();
	}

	@Test
	void scanPassesOverWhiteSpace() throws RpcFormatException {
		EnvelopeScanner scanner = scan(" \t{ \"id\" :\t1 , \"result\" : [ 1 , 2 ] } \r");
		assertThat(scanner.get(Member.ID)).hasToString("1");
		assertThat(scanner.get(Member.RESULT)).hasToString("[ 1 , 2 ]");
	}

	@Test
	void scanPassesOverAByteOrderMark() throws RpcFormatException {
		// Some runtimes begin their output with one
		assertThat(scan("\uFEFF{\"id\":1}").get(Member.ID)).hasToString("1");
	}

	@Test
	void scanIsNotFooledByWhatStandsInStrings() throws RpcFormatException {
		EnvelopeScanner scanner = scan("{\"result\":\"}],{\\\"id\\\":9,\\\\\",\"error\":{\"a\":\"]}\\\"\"},\"id\":1}");
		assertThat(scanner.get(Member.ID)).hasToString("1");
		assertThat(scanner.get(Member.RESULT)).hasToString("\"}],{\\\"id\\\":9,\\\\\"");
		assertThat(scanner.get(Member.ERROR)).hasToString("{\"a\":\"]}\\\"\"}");
	}

	@Test
	void scanWhenNestedDeeplyKnowsNoRecursion() throws RpcFormatException {
		String deep = "[".repeat(100_000) + "]".repeat(100_000);
		assertThat(scan("{\"id\":1,\"result\":" + deep + "}").get(Member.RESULT)).hasToString(deep);
	}

	@Test
	void scanWhenAMemberStandsTwiceTakesTheLast() throws RpcFormatException {
		assertThat(scan("{\"id\":1,\"id\":2}").get(Member.ID)).hasToString("2");
	}

	@Test
	void scanWhenEmptyFindsNothing() throws RpcFormatException {
		assertThat(scan("{}").get(Member.ID)).isNull();
		assertThat(scan(" { } ").get(Member.ID)).isNull();
	}

	@Test
	void scanReadsARangeOfItsBuffer() throws RpcFormatException {
		byte[] buffer = "xxx{\"id\":1}yyy".getBytes(StandardCharsets.UTF_8);
		EnvelopeScanner scanner = new EnvelopeScanner("inside").begin(buffer, 3, 8);
		scanner.scan();
		assertThat(scanner.get(Member.ID)).hasToString("1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "hello", "[1]", "1", "\"text\"", "null", "{", "{\"", "{\"id", "{\"id\"",
			"{\"id\":", "{\"id\": ", "{\"id\":1", "{\"id\":1,", "{\"id\":}", "{\"id\":,\"a\":1}", "{\"id\":1,}", "{,}",
			"{id:1}", "{\"id\":1}x", "{\"id\":1}{\"id\":2}", "{\"id\":[1}", "{\"id\":\"1}", "{\"id\":\"\\",
			"{\"id\":\"\\\"", "{\"id\":1 2}", "{\"id\" 1}", "{\"id\":{\"a\":[}" })
	void scanWhenNoObjectSaysSo(String text) {
		assertThatExceptionOfType(RpcFormatException.class).isThrownBy(() -> scan(text))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ProtocolError.NOT_JSON));
	}

	@Test
	void scanWhenInvalidUtf8PassesOverIt() throws RpcFormatException {
		byte[] line = "{\"id\":1,\"result\":\"??\"}".getBytes(StandardCharsets.ISO_8859_1);
		line[18] = (byte) 0xC3;
		line[19] = (byte) 0x28;
		EnvelopeScanner scanner = new EnvelopeScanner("inside").begin(line, 0, line.length);
		scanner.scan();
		assertThat(scanner.get(Member.ID)).hasToString("1");
	}

	@Test
	void scanWhenGarbageThrowsNothingElse() {
		Random random = new Random(42);
		String alphabet = "{}[]\",:\\ 1atn\n\u00e9";
		for (int i = 0; i < 50_000; i++) {
			StringBuilder text = new StringBuilder("{");
			int length = random.nextInt(30);
			for (int j = 0; j < length; j++) {
				text.append(alphabet.charAt(random.nextInt(alphabet.length())));
			}
			try {
				scan(text.toString());
			}
			catch (RpcFormatException ex) {
				assertThat(ex.kind()).isEqualTo(ProtocolError.NOT_JSON);
			}
		}
	}

	private static EnvelopeScanner scan(String text) throws RpcFormatException {
		byte[] line = text.getBytes(StandardCharsets.UTF_8);
		EnvelopeScanner scanner = new EnvelopeScanner("inside").begin(line, 0, line.length);
		scanner.scan();
		return scanner;
	}

}
