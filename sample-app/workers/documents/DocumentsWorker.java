import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The plugin "documents": turns a text into statistics and safe HTML.
 *
 * Run by the JDK as it is: java -cp "lib/*" DocumentsWorker.java. Two classes: this one
 * is what the plugin does, Host below is how it talks: one JSON-RPC 2.0 message a line,
 * in on stdin, out on stdout. Anything for people goes to stderr, or to the host's log.
 */
public class DocumentsWorker {

	private final Object counters = new Object();

	private volatile Settings settings;

	public static void main(String[] args) throws IOException {
		new Host().serve(new DocumentsWorker()::handle);
	}

	private JsonNode handle(Call call) throws Exception {
		return switch (call.method()) {
			case "initialize" -> initialize(call);
			case "health" -> Host.JSON.createObjectNode().put("status", "ok");
			case "analyze" -> analyze(call);
			case "counters" -> counters(call, 0, 0);
			default -> throw new RpcException(RpcException.METHOD_NOT_FOUND, "No method '" + call.method() + "'");
		};
	}

	private JsonNode initialize(Call call) {
		JsonNode config = call.params().path("config");
		Set<String> stopWords = new HashSet<>();
		config.path("stopWords").forEach((word) -> stopWords.add(word.asString().toLowerCase(Locale.ROOT)));
		this.settings = new Settings(config.path("terms").asInt(10), config.path("wordsPerMinute").asInt(230),
				config.path("paceMillis").asLong(0), stopWords);
		ObjectNode result = Host.JSON.createObjectNode().put("ok", true);
		result.putArray("supportedMethods").add("health").add("shutdown").add("analyze").add("counters");
		return result;
	}

	private JsonNode analyze(Call call) throws Exception {
		String name = call.text("name");
		String text = call.text("text");
		String channel = "documents/" + call.text("documentId");
		boolean markdown = switch (call.text("format")) {
			case "markdown" -> true;
			case "text" -> false;
			default -> throw new RpcException(RpcException.INVALID_PARAMS, "'format' must be 'markdown' or 'text'");
		};
		long start = System.nanoTime();
		call.stream("streams.open", channel, null);
		try {
			progress(call, channel, 5, "Reading");
			Node document = markdown ? Markdown.PARSER.parse(text) : paragraphs(text);
			String plainText = markdown ? PlainText.of(document) : text;
			progress(call, channel, 25, "Counting words");
			List<String> words = Words.in(plainText);
			progress(call, channel, 45, "Finding sentences");
			ObjectNode statistics = Host.JSON.createObjectNode();
			statistics.put("words", words.size());
			statistics.put("sentences", Words.sentences(plainText));
			statistics.put("paragraphs", Words.paragraphs(plainText).size());
			statistics.put("characters", text.codePointCount(0, text.length()));
			statistics.put("readingTimeSeconds", Math.round(words.size() * 60.0 / this.settings.wordsPerMinute()));
			progress(call, channel, 65, "Ranking terms");
			statistics.set("frequentTerms", frequentTerms(words));
			progress(call, channel, 80, "Rendering");
			String html = Markdown.HTML.render(document);
			progress(call, channel, 95, "Saving counters");
			ObjectNode result = Host.JSON.createObjectNode();
			result.set("statistics", statistics);
			result.put("html", html);
			result.set("counters", counters(call, 1, words.size()));
			call.log("info", "Analysed '" + name + "'",
					Host.JSON.createObjectNode()
						.put("words", words.size())
						.put("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
			progress(call, channel, 100, "Done");
			return result;
		}
		finally {
			call.stream("streams.close", channel, null);
		}
	}

	/** Tell how far this is. Slowed down on request, so that people can watch. */
	private void progress(Call call, String channel, int percent, String step) throws InterruptedException {
		call.stream("streams.emit", channel, Host.JSON.createObjectNode().put("percent", percent).put("step", step));
		Thread.sleep(this.settings.paceMillis());
	}

	/**
	 * Add to the counters, which live in the host and so outlive this process. One at a
	 * time: reading and writing are two calls, and documents are analysed in parallel.
	 */
	private ObjectNode counters(Call call, long documents, long words) throws Exception {
		synchronized (this.counters) {
			return Host.JSON.createObjectNode()
				.put("documents", add(call, "documents", documents))
				.put("words", add(call, "words", words));
		}
	}

	private long add(Call call, String key, long amount) throws Exception {
		ObjectNode params = Host.JSON.createObjectNode().put("scopeKind", "instance").put("stateKey", key);
		long value = call.ask("state.get", params).asLong(0) + amount;
		if (amount != 0) {
			call.ask("state.set", params.deepCopy().put("value", value));
		}
		return value;
	}

	private ArrayNode frequentTerms(List<String> words) {
		Map<String, Integer> counts = new HashMap<>();
		for (String word : words) {
			String term = word.toLowerCase(Locale.ROOT);
			if (term.length() > 1 && !Character.isDigit(term.charAt(0)) && !this.settings.stopWords().contains(term)) {
				counts.merge(term, 1, Integer::sum);
			}
		}
		ArrayNode terms = Host.JSON.createArrayNode();
		counts.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
				.thenComparing(Map.Entry.comparingByKey()))
			.limit(this.settings.terms())
			.forEach((entry) -> terms.addObject().put("term", entry.getKey()).put("count", entry.getValue()));
		return terms;
	}

	private static Node paragraphs(String text) {
		Document document = new Document();
		for (String paragraph : Words.paragraphs(text)) {
			Paragraph node = new Paragraph();
			node.appendChild(new Text(paragraph));
			document.appendChild(node);
		}
		return document;
	}

}

/** What the operator configured, as it came with initialize. */
record Settings(int terms, int wordsPerMinute, long paceMillis, Set<String> stopWords) {

}

/** Markdown, rendered so that a browser can show it whoever wrote it. */
class Markdown {

	static final Parser PARSER = Parser.builder()
		.extensions(List.of(TablesExtension.create()))
		.maxOpenBlockParsers(100)
		.build();

	static final HtmlRenderer HTML = HtmlRenderer.builder()
		.extensions(List.of(TablesExtension.create()))
		.escapeHtml(true)
		.sanitizeUrls(true)
		.build();

}

/** What a reader sees of a document: no marks, no addresses, a blank line after each block. */
class PlainText extends AbstractVisitor {

	private final StringBuilder text = new StringBuilder();

	static String of(Node document) {
		PlainText visitor = new PlainText();
		document.accept(visitor);
		return visitor.text.toString();
	}

	@Override
	public void visit(Text node) {
		this.text.append(node.getLiteral());
	}

	@Override
	public void visit(Code node) {
		this.text.append(node.getLiteral());
	}

	@Override
	public void visit(FencedCodeBlock node) {
		this.text.append(node.getLiteral()).append("\n\n");
	}

	@Override
	public void visit(IndentedCodeBlock node) {
		this.text.append(node.getLiteral()).append("\n\n");
	}

	@Override
	public void visit(SoftLineBreak node) {
		this.text.append('\n');
	}

	@Override
	public void visit(HardLineBreak node) {
		this.text.append('\n');
	}

	@Override
	protected void visitChildren(Node node) {
		super.visitChildren(node);
		if (node instanceof TableCell) {
			this.text.append(' ');
		}
		else if (node instanceof Block || node instanceof TableRow) {
			this.text.append("\n\n");
		}
	}

}

/** Words, sentences and paragraphs of a text in any script. */
class Words {

	private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+(?:['\\u2019-][\\p{L}\\p{N}\\p{M}]+)*");

	private static final Pattern BLANK_LINES = Pattern.compile("\\R(?:[ \\t]*\\R)+");

	static List<String> in(String text) {
		return WORD.matcher(text).results().map((match) -> match.group()).toList();
	}

	static List<String> paragraphs(String text) {
		return BLANK_LINES.splitAsStream(text).map(String::strip).filter((paragraph) -> !paragraph.isEmpty()).toList();
	}

	/** Count what holds a word and ends a sentence or a paragraph: a heading is one too. */
	static int sentences(String text) {
		BreakIterator boundaries = BreakIterator.getSentenceInstance(Locale.ENGLISH);
		int sentences = 0;
		for (String paragraph : paragraphs(text)) {
			Matcher word = WORD.matcher(paragraph);
			boundaries.setText(paragraph);
			int start = boundaries.first();
			for (int end = boundaries.next(); end != BreakIterator.DONE; start = end, end = boundaries.next()) {
				if (word.region(start, end).find()) {
					sentences++;
				}
			}
		}
		return sentences;
	}

}

/**
 * The application at the other end of the pipes. Requests run on threads of their own, so
 * that one may wait for an answer of the host's while the next is already at work.
 */
class Host {

	static final JsonMapper JSON = JsonMapper.shared();

	private final PrintStream out = System.out;

	private final AtomicLong ids = new AtomicLong();

	private final Map<Long, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();

	private final ExecutorService requests = Executors.newCachedThreadPool();

	Host() {
		// A stray System.out.println of some library must not end up between the messages
		System.setOut(System.err);
	}

	/** Take messages until the host has gone, and then go too. */
	void serve(Handler handler) throws IOException {
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			JsonNode message = JSON.readTree(line);
			if (message.has("method") && message.has("id")) {
				if (message.path("method").asString().equals("shutdown")) {
					shutDown(message);
				}
				else {
					this.requests.execute(() -> answer(message, handler));
				}
			}
			else if (message.has("id")) {
				settle(message);
			}
			// Anything else is a notification, and this worker needs none of them
		}
		System.exit(0);
	}

	private void answer(JsonNode request, Handler handler) {
		ObjectNode response = JSON.createObjectNode().put("jsonrpc", "2.0");
		response.set("id", request.get("id"));
		try {
			response.set("result", handler.handle(new Call(this, request)));
		}
		catch (Exception | StackOverflowError ex) {
			int code = (ex instanceof RpcException rpc) ? rpc.code : RpcException.WORKER_ERROR;
			response.putObject("error").put("code", code).put("message", String.valueOf(ex.getMessage()));
		}
		send(response);
	}

	/** Finish what is under way, answer, exit. Not on the reader: work may wait for the host. */
	private void shutDown(JsonNode request) {
		this.requests.shutdown();
		new Thread(() -> {
			try {
				this.requests.awaitTermination(1, TimeUnit.MINUTES);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			answer(request, (call) -> JSON.nullNode());
			System.exit(0);
		}).start();
	}

	private void settle(JsonNode answer) {
		CompletableFuture<JsonNode> result = this.asked.remove(answer.path("id").asLong());
		if (result != null && answer.has("error")) {
			JsonNode error = answer.get("error");
			result.completeExceptionally(
					new RpcException(error.path("code").asInt(), error.path("message").asString()));
		}
		else if (result != null) {
			result.complete(answer.path("result"));
		}
	}

	CompletableFuture<JsonNode> ask(ObjectNode request) {
		long id = this.ids.incrementAndGet();
		CompletableFuture<JsonNode> result = new CompletableFuture<>();
		this.asked.put(id, result);
		send(request.put("id", id));
		return result;
	}

	/** One message, one line, whole: several threads write here. */
	void send(ObjectNode message) {
		byte[] line = (JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
		synchronized (this.out) {
			this.out.write(line, 0, line.length);
			this.out.flush();
		}
	}

	interface Handler {

		JsonNode handle(Call call) throws Exception;

	}

}

/**
 * One request of the host's, and the way to talk back from inside it: whatever is sent
 * from here bears the id of the host's invocation, which tells it on whose behalf.
 */
record Call(Host host, JsonNode request) {

	String method() {
		return request().path("method").asString();
	}

	JsonNode params() {
		return request().path("params");
	}

	String text(String name) {
		JsonNode value = params().path(name);
		if (!value.isString()) {
			throw new RpcException(RpcException.INVALID_PARAMS, "'" + name + "' must be a text");
		}
		return value.asString();
	}

	/** Ask the host and wait for its answer. */
	JsonNode ask(String method, ObjectNode params) throws Exception {
		try {
			return host().ask(message(method, params)).get(30, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (RpcException) ex.getCause();
		}
	}

	void log(String level, String message, ObjectNode meta) {
		ObjectNode params = Host.JSON.createObjectNode().put("level", level).put("message", message);
		params.set("meta", meta);
		host().send(message("log", params));
	}

	void stream(String method, String channel, ObjectNode event) {
		ObjectNode params = Host.JSON.createObjectNode().put("channel", channel);
		params.put("companyId", request().at("/paperclipInvocation/scope/companyId").asString(null));
		if (event != null) {
			params.set("event", event);
		}
		host().send(message(method, params));
	}

	private ObjectNode message(String method, ObjectNode params) {
		ObjectNode message = Host.JSON.createObjectNode().put("jsonrpc", "2.0").put("method", method);
		message.set("params", params);
		JsonNode invocation = request().path("paperclipInvocation").path("id");
		if (!invocation.isMissingNode()) {
			message.set("paperclipInvocationId", invocation);
		}
		return message;
	}

}

/** An error with a code, from either side. */
class RpcException extends RuntimeException {

	static final int METHOD_NOT_FOUND = -32601;

	static final int INVALID_PARAMS = -32602;

	static final int WORKER_ERROR = -32002;

	final int code;

	RpcException(int code, String message) {
		super(message);
		this.code = code;
	}

}
