package io.pluginhost.handler.support;

import java.io.InputStream;
import java.io.Writer;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.protocol.PaperclipProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link HandlerSignature}, and for names no host method can have.
 */
class HandlerSignatureTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(RegistryConfiguration.class);

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					bytesIn   | takes an InputStream, which cannot be read from JSON. | Take a List, a String, or a byte[] (Base64 in JSON).
					numbersIn | takes an IntStream, which cannot be read from JSON.   | Take a List, a String, or a byte[] (Base64 in JSON).
					twoCalls  | takes more than one HostCall, but there is only one.       | Remove all but one of them.
					bytesOut  | returns an InputStream, which cannot be written as JSON.  | Return a String, or a byte[] (Base64 in JSON).
					writer    | returns a Writer, which cannot be written as JSON.        | Return a String, or a byte[] (Base64 in JSON).
					publisher | returns a Publisher, but a call has one result.           | Return a List, or a CompletableFuture of one.
					future    | returns a Future, which is not supported.                 | Return a CompletableFuture.
					""")
	void checkWhenItCannotWorkFails(String method, String why, String action) {
		assertThatExceptionOfType(InvalidHostHandlerException.class).isThrownBy(() -> check(method))
			.withMessageContaining("Host handler " + Handlers.class.getName() + "." + method + "(")
			.withMessageEndingWith(why)
			.satisfies((ex) -> assertThat(ex.action()).isEqualTo(action));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text", "many", "later" })
	void checkWhenItCanWorkIsContent(String method) {
		assertThatNoException().isThrownBy(() -> check(method));
	}

	@Test
	void startWhenSignatureCannotWorkFails() {
		this.contextRunner.withBean(ReadingHandlers.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHostHandlerException.class)
				.hasMessageContaining("takes an InputStream"));
	}

	@Test
	void startWhenNameIsReservedFails() {
		for (String reserved : PaperclipProtocol.RESERVED_METHODS) {
			this.contextRunner.withBean(ReservedHandlers.class)
				.withPropertyValues("my.method=" + reserved.replace("$", ""))
				.withPropertyValues("my.prefix=" + (reserved.startsWith("$") ? "$" : ""))
				.run((context) -> assertThat(context).getFailure()
					.isInstanceOf(InvalidHostHandlerException.class)
					.hasMessageContaining("is for '" + reserved + "', which is reserved for the host"));
		}
	}

	private static void check(String name) {
		Method method = Arrays.stream(Handlers.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		HandlerSignature.check(new HandlerMethod("handlers", Handlers.class, method));
	}

	interface Handlers {

		void bytesIn(InputStream in);

		void numbersIn(String name, IntStream in);

		void twoCalls(HostCall one, HostCall another);

		InputStream bytesOut();

		Writer writer();

		Flow.Publisher<String> publisher();

		Future<String> future();

		String text(String text, HostCall call, byte[] bytes, List<String> more);

		Stream<String> many();

		CompletableFuture<String> later();

	}

	static class ReadingHandlers {

		@HostHandler("upload")
		void upload(InputStream in) {
		}

	}

	static class ReservedHandlers {

		@HostHandler("${my.prefix}${my.method}")
		void reserved() {
		}

	}

}
