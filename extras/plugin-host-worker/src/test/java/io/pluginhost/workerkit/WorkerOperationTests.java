package io.pluginhost.workerkit;

import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.tools.ToolProvider;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How the params of a call become the arguments of a worker's method.
 */
class WorkerOperationTests {

	private final Methods methods = new Methods(new Parts());

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "one | {'name':'Ada','more':1} | Ada", "one | {} | null", "one | ['Ada'] | Ada",
					"some | {'name':'Ada','times':2,'on':'2026-01-31'} | some Ada 2 2026-01-31 Optional.empty",
					"some | {'times':2,'nick':'A'} | some null 2 null Optional[A]",
					"some | ['Ada',2,null,'A'] | some Ada 2 null Optional[A]", "renamed | {'n-1':5} | 5",
					"part | {'guest':{'name':'Ada'}} | Guest[name=Ada]",
					"guests | {'first':{'name':'A'},'rest':[{'name':'B'}]} | Guest[name=A] [Guest[name=B]]",
					"whole | {'name':'Ada'} | Guest[name=Ada]", "all | ['a','b'] | [a, b]", "map | {'a':1} | {a=1}",
					"tree | {'a':1} | {'a':1}", "none | {'a':1} | none", "lone | {'name':'A'} | Optional[A]" })
	void paramsBindAsThoseOfHostMethodsDo(String method, String params, String result) throws Throwable {
		assertThat(invoke(method, params).asString()).isEqualTo(result);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "some | {'name':'Ada'} | 'times' is missing", "some | {'times':null} | 'times' is missing",
					"some | {'times':'often'} | 'times': Cannot deserialize", "whole | ['Ada'] | Cannot deserialize",
					"one | {'name':['Ada']} | 'name': Cannot deserialize",
					"some | {'times':1.5} | 'times': Cannot coerce", "renamed | {'n-1':1.5} | 'n-1': Cannot coerce",
					"some | {'times':3000000000} | 'times': Numeric value", "map | {'a':1.5} | Cannot coerce" })
	void paramsThatDoNotFitAreRefused(String method, String params, String message) {
		assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> invoke(method, params))
			.withMessageStartingWith(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(WorkerException.INVALID_PARAMS));
	}

	/**
	 * As workers do that run from source.
	 */
	@Test
	void classWithoutNamesNeedsParam(@TempDir Path directory) throws Exception {
		assertThat(compiled(directory, "@Param(\"name\") String name"))
			.satisfies((target) -> assertThat(new Methods(target).invoke(call("greet", "{'name':'Ada'}")).asString())
				.isEqualTo("Ada"));
		Object nameless = compiled(directory, "String name");
		assertThatIllegalArgumentException().isThrownBy(() -> new Methods(nameless))
			.withMessageContaining("greet(java.lang.String)")
			.withMessageContaining("@Param(\"…\")")
			.withMessageContaining("-parameters");
	}

	private static Object compiled(Path directory, String parameter) throws Exception {
		Path source = directory.resolve("Nameless.java");
		Files.writeString(source, """
				import io.pluginhost.workerkit.*;
				public class Nameless {
					@WorkerMethod("greet")
					public String greet(%s) {
						return name;
					}
				}
				""".formatted(parameter));
		assertThat(ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), "-d",
					directory.toString(), source.toString()))
			.isZero();
		URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() });
		return loader.loadClass("Nameless").getDeclaredConstructor().newInstance();
	}

	private JsonNode invoke(String method, String params) throws Throwable {
		return this.methods.invoke(call(method, params));
	}

	private static Call call(String method, String params) {
		String message = "{'id':1,'method':'%s','params':%s}".formatted(method, params).replace('\'', '"');
		return new Call(new Connection(new ByteArrayOutputStream()), Connection.JSON.readTree(message));
	}

	record Guest(String name) {
	}

	static class Parts {

		@WorkerMethod("one")
		String one(@Nullable String name) {
			return String.valueOf(name);
		}

		@WorkerMethod("some")
		String some(@Nullable String name, Call call, int times, @Nullable LocalDate on, Optional<String> nick) {
			return String.join(" ", call.method(), name, "" + times, "" + on, "" + nick);
		}

		@WorkerMethod("renamed")
		String renamed(@Param("n-1") Long number) {
			return number.toString();
		}

		@WorkerMethod("part")
		String part(@Param("guest") Guest guest) {
			return guest.toString();
		}

		@WorkerMethod("guests")
		String guests(Guest first, List<Guest> rest) {
			return first + " " + rest;
		}

		@WorkerMethod("whole")
		String whole(Call call, Guest guest) {
			return guest.toString();
		}

		@WorkerMethod("all")
		String all(List<String> all) {
			return all.toString();
		}

		@WorkerMethod("map")
		String map(Map<String, Integer> map) {
			return map.toString();
		}

		@WorkerMethod("tree")
		String tree(JsonNode tree) {
			return tree.toString().replace('"', '\'');
		}

		@WorkerMethod("lone")
		String lone(Optional<String> name) {
			return name.toString();
		}

		@WorkerMethod("none")
		String none(Call call) {
			return "none";
		}

	}

}
