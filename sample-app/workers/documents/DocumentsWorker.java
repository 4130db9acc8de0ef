import java.text.BreakIterator;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

import io.pluginhost.workerkit.Call;
import io.pluginhost.workerkit.EventStream;
import io.pluginhost.workerkit.Worker;
import io.pluginhost.workerkit.WorkerException;
import io.pluginhost.workerkit.WorkerMethod;

/**
 * The plugin "documents": turns a text into statistics and safe HTML. The methods below
 * are what it can be asked; the kit reads and writes the messages. Text for people goes
 * to stderr, or to the host's log.
 */
public class DocumentsWorker {

	private final Object counters = new Object();

	private volatile Settings settings;

	public static void main(String[] args) {
		Worker.run(new DocumentsWorker());
	}

	@WorkerMethod("initialize")
	void initialize(JsonNode params) {
		JsonNode config = params.path("config");
		Set<String> stopWords = new HashSet<>();
		config.path("stopWords").forEach((word) -> stopWords.add(word.asString().toLowerCase(Locale.ROOT)));
		this.settings = new Settings(config.path("terms").asInt(10), config.path("wordsPerMinute").asInt(230),
				config.path("paceMillis").asLong(0), stopWords);
	}

	@WorkerMethod("analyze")
	Analysis analyze(Request request, Call call) throws InterruptedException {
		request.check();
		long start = System.nanoTime();
		try (EventStream progress = call.stream("documents/" + request.documentId())) {
			report(progress, 5, "Reading");
			Node document = request.isMarkdown() ? Markdown.PARSER.parse(request.text()) : paragraphs(request.text());
			String plainText = request.isMarkdown() ? PlainText.of(document) : request.text();
			report(progress, 25, "Counting words");
			List<String> words = Words.in(plainText);
			report(progress, 45, "Finding sentences");
			int sentences = Words.sentences(plainText);
			int paragraphs = Words.paragraphs(plainText).size();
			report(progress, 65, "Ranking terms");
			List<Term> terms = frequentTerms(words);
			report(progress, 80, "Rendering");
			String html = Markdown.HTML.render(document);
			report(progress, 95, "Saving counters");
			Counters counters = count(call, 1, words.size());
			call.log("info", "Analysed '" + request.name() + "'",
					Map.of("words", words.size(), "millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
			report(progress, 100, "Done");
			long seconds = Math.round(words.size() * 60.0 / this.settings.wordsPerMinute());
			return new Analysis(new Statistics(words.size(), sentences, paragraphs,
					request.text().codePointCount(0, request.text().length()), seconds, terms), html, counters);
		}
	}

	@WorkerMethod("counters")
	Counters counters(Call call) {
		return count(call, 0, 0);
	}

	/** Report the progress. Slowed down by configuration, to make it visible. */
	private void report(EventStream progress, int percent, String step) throws InterruptedException {
		progress.emit(Map.of("percent", percent, "step", step));
		Thread.sleep(this.settings.paceMillis());
	}

	/**
	 * Add to the counters, which live in the host and so outlive this process. One at a
	 * time: reading and writing are two calls, and documents are analysed in parallel.
	 */
	private Counters count(Call call, long documents, long words) {
		synchronized (this.counters) {
			return new Counters(add(call, "documents", documents), add(call, "words", words));
		}
	}

	private static long add(Call call, String key, long amount) {
		long value = call.ask("state.get", Map.of("scopeKind", "instance", "stateKey", key)).asLong(0) + amount;
		if (amount != 0) {
			call.ask("state.set", Map.of("scopeKind", "instance", "stateKey", key, "value", value));
		}
		return value;
	}

	private List<Term> frequentTerms(List<String> words) {
		Map<String, Integer> counts = new HashMap<>();
		for (String word : words) {
			String term = word.toLowerCase(Locale.ROOT);
			if (term.length() > 1 && !Character.isDigit(term.charAt(0)) && !this.settings.stopWords().contains(term)) {
				counts.merge(term, 1, Integer::sum);
			}
		}
		return counts.entrySet()
			.stream()
			.map((entry) -> new Term(entry.getKey(), entry.getValue()))
			.sorted(Comparator.comparingInt(Term::count).reversed().thenComparing(Term::term))
			.limit(this.settings.terms())
			.toList();
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

/** A text to analyse. */
record Request(String documentId, String name, String text, String format) {

	void check() {
		require("name", this.name);
		require("text", this.text);
		require("documentId", this.documentId);
		require("format", this.format);
		if (!this.format.equals("markdown") && !this.format.equals("text")) {
			throw new WorkerException(WorkerException.INVALID_PARAMS, "'format' must be 'markdown' or 'text'");
		}
	}

	private static void require(String name, String value) {
		if (value == null) {
			throw new WorkerException(WorkerException.INVALID_PARAMS, "'" + name + "' must be a text");
		}
	}

	boolean isMarkdown() {
		return this.format.equals("markdown");
	}

}

/** What has been found out about it. */
record Analysis(Statistics statistics, String html, Counters counters) {

}

record Statistics(int words, int sentences, int paragraphs, int characters, long readingTimeSeconds,
		List<Term> frequentTerms) {

}

record Term(String term, int count) {

}

/** What all analyses together have seen. */
record Counters(long documents, long words) {

}

/** Renders Markdown from untrusted sources to HTML that is safe to show. */
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

/**
 * What a reader sees of a document: no marks, no addresses, a blank line after each
 * block.
 */
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

	/**
	 * Count what holds a word and ends a sentence or a paragraph: a heading is one too.
	 */
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
