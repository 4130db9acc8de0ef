package io.pluginhost.testing;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A worker that does what it is told, good or bad: by argument how to live, by call what
 * to do. Needs a JDK and nothing else, and relies on the order in which the host writes a
 * message's members.
 */
public final class MischiefWorker {

	private static final Pattern REQUEST = Pattern
		.compile("^\\{\"jsonrpc\":\"2.0\",\"id\":(\\d+),\"method\":\"([^\"]+)\"");

	private static final Pattern NOTIFICATION = Pattern.compile("^\\{\"jsonrpc\":\"2.0\",\"method\":\"([^\"]+)\"");

	private static final Pattern INVOCATION = Pattern.compile("\"paperclipInvocation\":\\{\"id\":\"([^\"]+)\"");

	private static final Pattern ANSWER = Pattern.compile("^\\{\"jsonrpc\":\"2.0\",\"id\":\"([^\"]+)\"");

	private static final String INITIALIZED = "{\"ok\":true,\"supportedMethods\":[\"echo\"]}";

	private static final List<byte[]> hoard = new ArrayList<>();

	private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private final ExecutorService work = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		return thread;
	});

	private final List<String> habits;

	/** Calls that are not answered yet, in their order. */
	private final List<String> held = new ArrayList<>();

	/** Held by what lets nothing else be done, as in a worker with a single thread. */
	private final Object attention = new Object();

	private volatile PrintStream child;

	private volatile String initialized;

	/** Health checks that have come. */
	private final AtomicInteger checks = new AtomicInteger();

	private volatile long hostCallOf;

	/** Whether that call was made before {@code initialize} was answered. */
	private volatile boolean initializing;

	private MischiefWorker(List<String> habits) {
		this.habits = habits;
	}

	/**
	 * The command that runs this worker.
	 * @param habits how it lives, some with a value after a {@code =}: {@code banner},
	 * {@code single-threaded}, {@code ignore-end}, {@code initialize-refused},
	 * {@code initialize-error}, {@code initialize-silent}, {@code initialize-exit=code},
	 * {@code initialize-signal=name}, {@code initialize-at=millis} after its start,
	 * {@code initialize-asks}, {@code exit-when-ready=code}, {@code ignore-shutdown},
	 * {@code refuse-shutdown}, {@code stay}, {@code slow-shutdown=millis},
	 * {@code ignore-term}, {@code hoarder}, {@code mute}, {@code tell=variable} wherever
	 * it has something to say
	 */
	public static List<String> command(String... habits) {
		ArrayList<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
				"-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp",
				System.getProperty("java.class.path").split(File.pathSeparator)[0], MischiefWorker.class.getName()));
		command.addAll(List.of(habits));
		return command;
	}

	/**
	 * The properties that make this worker a plugin of an application.
	 * @param name the plugin's name among the properties
	 * @param habits how it lives
	 */
	public static String[] properties(String name, String... habits) {
		List<String> command = command(habits);
		String[] properties = new String[command.size()];
		for (int i = 0; i < properties.length; i++) {
			properties[i] = "plugin-host.plugins.%s.command[%d]=%s".formatted(name, i, command.get(i));
		}
		return properties;
	}

	public static void main(String[] args) throws IOException {
		new MischiefWorker(List.of(args)).run();
	}

	private void run() throws IOException {
		if (has("hoarder")) {
			hoardAsTold();
			return;
		}
		if (has("ignore-term")) {
			Runtime.getRuntime().addShutdownHook(new Thread(LockSupport::park));
		}
		if (has("banner")) {
			this.out.println("  __  __\n |  \\/  | Mischief 1.0\n\n[1, 2]\n\"hello\"");
		}
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			Matcher request = REQUEST.matcher(line);
			Matcher notification = NOTIFICATION.matcher(line);
			Matcher answer = ANSWER.matcher(line);
			if (request.find()) {
				String message = line;
				if (has("single-threaded") || request.group(2).equals("hold")) {
					handle(request.group(1), request.group(2), message);
				}
				else {
					this.work.execute(() -> handle(request.group(1), request.group(2), message));
				}
			}
			else if (notification.find()) {
				hear(notification.group(1), params(line));
			}
			else if (answer.find()) {
				// The answer to a call of ours is the result of the call it was made for
				answer(Long.toString(this.hostCallOf), this.initializing ? INITIALIZED : line);
				this.initializing = false;
			}
		}
		if (has("ignore-end")) {
			LockSupport.park();
		}
		Runtime.getRuntime().halt(0);
	}

	/**
	 * Do what a notification says, on the one thread that reads.
	 */
	private void hear(String method, String params) {
		switch (method) {
			case "throw" -> {
				notify("log", "{\"level\":\"error\",\"message\":\"about to give up\"}");
				throw new IllegalStateException(text(params));
			}
			case "compute" -> compute(Integer.MAX_VALUE);
			case "answer-held-and-die" -> {
				StringBuilder answers = new StringBuilder();
				this.held.subList(0, number(params)).forEach((id) -> answers.append(result(id, id)).append('\n'));
				this.out.print(answers);
				signal("KILL");
			}
			case "close-stdin" -> {
				close(System.in);
				LockSupport.park();
			}
			case "close-stdout" -> close(this.out);
			case "leave" -> Runtime.getRuntime().halt(0);
			case "signal-stop" -> signal("STOP");
			case "stop-reading" -> LockSupport.park();
			default -> {
				// such as $/cancelRequest
			}
		}
	}

	private void handle(String id, String method, String line) {
		if (has("mute") && !method.equals("initialize")) {
			return;
		}
		String params = params(line);
		switch (method) {
			case "initialize" -> {
				this.initialized = params;
				initialize(id);
			}
			case "initialized" -> answer(id, this.initialized);
			case "health" -> health(id);
			case "fail" -> error(id, "cannot go on with " + told());
			case "shutdown" -> shutdown(id);
			case "echo" -> answer(id, params);
			case "environment" -> answer(id, environment());
			case "variable" -> answer(id, "\"" + System.getenv(text(params)) + "\"");
			case "forge" -> {
				this.hostCallOf = Long.parseLong(id);
				this.out.println("{\"jsonrpc\":\"2.0\",\"id\":\"w-" + id
						+ "\",\"method\":\"scope.tell\",\"paperclipInvocationId\":\"" + text(params) + "\"}");
			}
			case "hold" -> this.held.add(id);
			case "exit" -> Runtime.getRuntime().halt(number(params));
			case "signal" -> signal(text(params));
			case "die-mid-line" -> {
				this.out.print(result(id, "\"half").substring(0, 30));
				this.out.flush();
				Runtime.getRuntime().halt(1);
			}
			case "answer-without-line-feed-and-die" -> {
				this.out.print(result(id, params));
				this.out.flush();
				Runtime.getRuntime().halt(1);
			}
			case "compute" -> {
				compute(number(params));
				answer(id, "null");
			}
			case "shell" -> {
				shell(text(params).replace("\\\"", "\"").replace("\\\\", "\\"));
				answer(id, "null");
			}
			case "print" -> {
				this.out.println(text(params));
				answer(id, "null");
			}
			case "stderr" -> {
				System.err.println(text(params));
				answer(id, "null");
			}
			case "stack-trace" -> {
				new IllegalStateException(text(params), new IOException("gone")).printStackTrace();
				answer(id, "null");
			}
			case "log" -> {
				notify("log", "{\"level\":\"warn\",\"message\":\"" + text(params) + "\",\"meta\":{\"n\":1}}");
				answer(id, "null");
			}
			case "log-inside" -> {
				notify("log", "{\"level\":\"warn\",\"message\":\"" + text(params) + "\"}", invocation(line));
				answer(id, "null");
			}
			case "invocation" ->
				answer(id, line.substring(line.indexOf("\"paperclipInvocation\":") + 22, line.indexOf(",\"params\":")));
			case "stream" -> {
				stream(number(params), true);
				answer(id, "null");
			}
			case "streamAndDie" -> {
				stream(number(params), false);
				Runtime.getRuntime().halt(1);
			}
			case "wait" -> {
				park(Duration.ofMillis(number(params)));
				answer(id, "null");
			}
			case "silence" -> {
				// never answered
			}
			case "host" -> callHost(id, line, text(params));
			case "outlast" -> {
				outlast(number(params), () -> {
				});
				answer(id, "null");
			}
			case "outlast-alone" -> outlast(number(params), () -> answer(id, "null"));
			case "ask-and-outlast" -> {
				outlast(number(params), () -> {
					this.out.println("{\"jsonrpc\":\"2.0\",\"id\":\"w-alone\",\"method\":\"patience\"}");
					answer(id, "null");
				});
				notify("enough", "{}");
			}
			case "hoard" -> {
				hoard(number(params));
				answer(id, "null");
			}
			case "breed" -> answer(id, breed());
			case "feed" -> this.child.println(number(params));
			default -> this.out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id
					+ ",\"error\":{\"code\":-32601,\"message\":\"Unknown method\",\"data\":{\"method\":\"" + method
					+ "\"}}}");
		}
	}

	/**
	 * Waits for whoever has the worker's attention.
	 */
	private void health(String id) {
		this.checks.incrementAndGet();
		synchronized (this.attention) {
			answer(id, (value("tell") != null) ? "{\"status\":\"degraded\",\"message\":\"" + told()
					+ "\",\"details\":{\"" + told() + "\":[\"" + told() + "\",1]}}" : "{\"status\":\"ok\"}");
		}
	}

	/**
	 * Do something and compute, until so many health checks have come that wait for it.
	 */
	private void outlast(int count, Runnable first) {
		synchronized (this.attention) {
			int until = this.checks.get() + count;
			first.run();
			while (this.checks.get() < until) {
				Thread.onSpinWait();
			}
		}
	}

	private static void hoard(int megabytes) {
		for (int i = 0; i < megabytes * 64; i++) {
			byte[] piece = new byte[16 * 1024];
			Arrays.fill(piece, (byte) 1);
			hoard.add(piece);
		}
	}

	/**
	 * Start a child of a child, which hoards what it is told.
	 * @return its process id
	 */
	private String breed() {
		List<String> shell = new ArrayList<>(List.of("sh", "-c", "\"$@\"; exit $?", "sh"));
		shell.addAll(command("hoarder"));
		try {
			Process child = new ProcessBuilder(shell).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			this.child = new PrintStream(child.getOutputStream(), true, StandardCharsets.UTF_8);
			return child.inputReader().readLine();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void hoardAsTold() throws IOException {
		this.out.println(ProcessHandle.current().pid());
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			hoard(number(line));
		}
	}

	private void initialize(String id) {
		if (has("initialize-refused")) {
			answer(id, "{\"ok\":false}");
		}
		else if (has("initialize-error")) {
			error(id, "no database" + told());
		}
		else if (value("initialize-exit") != null) {
			System.err.println("cannot go on");
			Runtime.getRuntime().halt(number(value("initialize-exit")));
		}
		else if (value("initialize-signal") != null) {
			signal(value("initialize-signal"));
		}
		else if (has("initialize-asks")) {
			this.initializing = true;
			callHost(id, "", "permission");
		}
		else if (!has("initialize-silent")) {
			if (value("initialize-at") != null) {
				park(Duration.between(Instant.now(), ProcessHandle.current().info().startInstant().orElseThrow())
					.plusMillis(number(value("initialize-at"))));
			}
			answer(id, (value("tell") != null) ? INITIALIZED.replace("echo", "echo-" + told()) : INITIALIZED);
			if (value("exit-when-ready") != null) {
				Runtime.getRuntime().halt(number(value("exit-when-ready")));
			}
		}
	}

	private void shutdown(String id) {
		if (has("ignore-shutdown")) {
			return;
		}
		if (has("refuse-shutdown")) {
			error(id, -32601, "no such method");
			return;
		}
		answer(id, "null");
		if (value("slow-shutdown") != null) {
			park(Duration.ofMillis(number(value("slow-shutdown"))));
			Runtime.getRuntime().halt(42);
		}
		if (!has("stay")) {
			Runtime.getRuntime().halt(0);
		}
	}

	/**
	 * Keep this thread busy until so many health checks have piled up before stdin.
	 */
	private static void compute(int healthChecks) {
		// A check, and the host's word that nobody waits for its answer any more
		long bytes = healthChecks * 110L;
		try {
			while (System.in.available() < bytes) {
				Thread.onSpinWait();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void signal(String name) {
		shell("kill -" + name + " " + ProcessHandle.current().pid());
		LockSupport.park();
	}

	/**
	 * Run a command of the shell, whose output is this process's own, and wait for its
	 * end.
	 */
	private static void shell(String command) {
		try {
			new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void close(Closeable pipe) {
		try {
			pipe.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void park(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	private void callHost(String id, String line, String method) {
		this.hostCallOf = Long.parseLong(id);
		this.out.println("{\"jsonrpc\":\"2.0\",\"id\":\"w-" + id + "\",\"method\":\"" + method
				+ "\",\"params\":{\"key\":\"k\"}" + invocation(line) + "}");
	}

	private static String invocation(String line) {
		Matcher invocation = INVOCATION.matcher(line);
		return invocation.find() ? ",\"paperclipInvocationId\":\"" + invocation.group(1) + "\"" : "";
	}

	private void stream(int count, boolean toTheEnd) {
		String channel = "{\"channel\":\"news\",\"companyId\":\"acme\"";
		notify("streams.open", channel + "}");
		for (int i = 1; i <= count; i++) {
			notify("streams.emit", channel + ",\"event\":" + i + "}");
		}
		if (toTheEnd) {
			notify("streams.close", channel + "}");
		}
	}

	private String environment() {
		StringBuilder json = new StringBuilder("[");
		System.getenv()
			.keySet()
			.forEach((name) -> json.append((json.length() > 1) ? "," : "").append("\"" + name + "\""));
		return json.append("]").toString();
	}

	private void answer(String id, String result) {
		this.out.println(result(id, result));
	}

	private void error(String id, String message) {
		error(id, -32002, message);
	}

	private void error(String id, int code, String message) {
		this.out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":\""
				+ message + "\"}}");
	}

	/**
	 * What the worker cannot keep to itself.
	 */
	private String told() {
		return (value("tell") != null) ? System.getenv(value("tell")) : "";
	}

	private static String result(String id, String result) {
		return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
	}

	private void notify(String method, String params) {
		notify(method, params, "");
	}

	private void notify(String method, String params, String invocation) {
		this.out.println("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + invocation + "}");
	}

	private boolean has(String habit) {
		return this.habits.contains(habit);
	}

	/**
	 * The value of a habit that has one.
	 */
	private String value(String habit) {
		return this.habits.stream()
			.filter((one) -> one.startsWith(habit + "="))
			.map((one) -> one.substring(habit.length() + 1))
			.findFirst()
			.orElse(null);
	}

	private static String params(String line) {
		return line.substring(line.indexOf("\"params\":") + 9, line.length() - 1);
	}

	private static int number(String params) {
		return Integer.parseInt(params.replaceAll("\\D", ""));
	}

	private static String text(String params) {
		return params.substring(params.indexOf(":\"") + 2, params.lastIndexOf('"'));
	}

}
