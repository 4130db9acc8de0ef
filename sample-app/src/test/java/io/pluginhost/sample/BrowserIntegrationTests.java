package io.pluginhost.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser.
 */
@RequiresTool(Tool.CHROMIUM)
@Tag("slow")
class BrowserIntegrationTests extends AbstractSampleApplicationTests {

	private static final String FLAKY = "[data-plugin=flaky]";

	private static Browser browser;

	@BeforeAll
	static void startBrowser() throws IOException {
		browser = new Browser(Tool.CHROMIUM.find().orElseThrow());
	}

	@AfterAll
	static void endBrowser() {
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void open() {
		ensureRunning("documents");
		ensureRunning("flaky");
		browser.errors().clear();
		browser.resize(1280, 1700);
		browser.open(url());
		browser.await("document.querySelector('#connection').dataset.state === 'open'");
		awaitFlaky("running");
	}

	@AfterEach
	void picture(TestInfo test) throws IOException {
		String name = test.getTestMethod().orElseThrow().getName();
		browser.screenshot(Path.of("target", "screenshots", name + ".png"));
	}

	@Test
	void everyPluginHasACard() {
		assertThat(browser.text(FLAKY + " [data-field=pid]")).isEqualTo(diagnostics("flaky").path("pid").asString());
		assertThat(browser.text(FLAKY + " [data-field=generation]"))
			.isEqualTo(diagnostics("flaky").path("generation").asString());
		assertThat(browser.text(FLAKY + " [data-field=uptime]")).matches("\\d+ (s|min).*");
		assertThat(browser.text("[data-plugin=documents] [data-field=status-text]")).isEqualTo("running");
		assertThat(browser.text("#plugins-summary")).isEqualTo("2 of 2 running");
		assertThat(browser.errors()).isEmpty();
	}

	@Test
	void fileIsAnalysedWithLiveProgress() {
		browser.evaluate("""
				window.steps = [];
				new MutationObserver(() => window.steps.push(document.querySelector('#progress').value))
				  .observe(document.querySelector('#working-percent'), { childList: true });""");
		browser.chooseFile("#file", Path.of("src/main/resources/static/sample.md"));
		browser.await("document.querySelector('#result').checkVisibility()");
		assertThat(Integer.parseInt(browser.text("#stat-words"))).isBetween(250, 300);
		assertThat(browser.text("#terms li:first-child .term")).isEqualTo("boat");
		assertThat(browser.text("#counters")).contains("words so far");
		assertThat(browser.evaluate("document.querySelector('#rendered').srcdoc").asString())
			.contains("<h1>The lighthouse");
		assertThat(browser.evaluate("window.steps").valueStream().map((step) -> step.asInt()).distinct().toList())
			.contains(0, 5, 45, 95)
			.isSorted();
		assertThat(browser.isVisible("#working")).isFalse();
		browser.await("document.querySelector('[data-plugin=documents] .log').textContent.includes('Analysed')");
		assertThat(browser.errors()).isEmpty();
	}

	@Test
	void sampleDocumentIsAnalysedAtTheTouchOfAButton() {
		browser.click("#sample");
		browser.await("document.querySelector('#result').checkVisibility()");
		assertThat(browser.text("#result-name")).isEqualTo("sample.md");
		assertThat(browser.errors()).isEmpty();
	}

	@Test
	void fileOfAnotherKindIsRefused() {
		browser.chooseFile("#file", Path.of("pom.xml"));
		browser.await("document.querySelector('#document-error').checkVisibility()");
		assertThat(browser.text("#document-error")).contains("pom.xml", "neither Markdown nor text");
	}

	@Test
	void documentIsRefusedWhileThePluginIsStopped() {
		browser.click("[data-plugin=documents] [data-action=stop]");
		browser.await("document.querySelector('[data-plugin=documents]').dataset.status === 'stopped'");
		browser.click("#sample");
		browser.await("document.querySelector('#document-error').checkVisibility()");
		assertThat(browser.text("#document-error")).contains("Start the plugin");
		browser.click("[data-plugin=documents] [data-action=start]");
		browser.await("document.querySelector('[data-plugin=documents]').dataset.status === 'running'");
	}

	@Test
	void pluginIsCalled() {
		browser.click(FLAKY + " [data-action=call]");
		browser.await("document.querySelector('" + FLAKY + " [data-field=answer]').matches('.good')");
		assertThat(browser.text(FLAKY + " [data-field=answer]")).startsWith("ping:").contains("\"pong\": true");
	}

	@Test
	void pluginCrashesAndComesBack() {
		String pid = browser.text(FLAKY + " [data-field=pid]");
		browser.click(FLAKY + " [data-action=crash]");
		awaitFlaky("backoff");
		assertThat(browser.text(FLAKY + " [data-field=crash]")).contains("exit code 3", "Next start in");
		assertThat(browser.text(FLAKY + " [data-field=answer]")).contains("exited (code=3");
		awaitFlaky("running");
		assertThat(browser.text(FLAKY + " [data-field=pid]")).isNotEqualTo(pid);
		// A crash is not shown as current after the recovery
		assertThat(browser.text(FLAKY + " [data-field=crash]")).startsWith("Recovered. Last crash at ")
			.endsWith(": exit code 3.");
		browser.await("document.querySelector('#activity').textContent.includes('Recovered from the crash')");
		assertThat(browser.text(FLAKY + " .log")).contains("Asked to crash");
	}

	@Test
	void countersMeanWhatTheySay() {
		// Each process counts as a generation; a recovery is a start after a crash
		long generation = number("generation");
		long crashes = number("crashes");
		long recoveries = number("recoveries");
		browser.click(FLAKY + " [data-action=crash]");
		awaitGeneration(generation + 1);
		browser.click(FLAKY + " [data-action=restart]");
		awaitGeneration(generation + 2);
		assertThat(number("crashes")).isEqualTo(crashes + 1);
		assertThat(number("recoveries")).isEqualTo(recoveries + 1);
		browser.await("document.querySelector('#activity').textContent.includes('Running, generation %d')"
			.formatted(generation + 2));
		JsonNode diagnostics = diagnostics("flaky");
		assertThat(number("generation")).isEqualTo(diagnostics.path("generation").asLong());
		assertThat(number("crashes")).isEqualTo(diagnostics.path("totalCrashes").asLong());
		assertThat(number("recoveries")).isEqualTo(diagnostics.path("totalRestarts").asLong());
		assertThat(browser.errors()).noneMatch((error) -> !error.contains("503"));
	}

	private static long number(String field) {
		return Long.parseLong(browser.text(FLAKY + " [data-field=" + field + "]"));
	}

	private static void awaitGeneration(long generation) {
		browser.await(
				"document.querySelector('%s').dataset.status === 'running' && document.querySelector('%s [data-field=generation]').textContent === '%d'"
					.formatted(FLAKY, FLAKY, generation));
	}

	@Test
	void activityIsThereAfterAReload() {
		// Earlier events are read from the histories, without duplicates
		long generation = diagnostics("flaky").path("generation").asLong();
		call("flaky", "crash", Map.of("how", "exit"));
		await("flaky", (diagnostics) -> assertThat(diagnostics.path("generation").asLong()).isGreaterThan(generation));
		awaitStatus("flaky", "running");
		for (int i = 0; i < 2; i++) {
			browser.open(url());
			browser.await("document.querySelector('#activity').textContent.includes('Running, generation %d')"
				.formatted(generation + 1));
			browser.await("document.querySelector('#activity').textContent.includes('Crashed: exit code 3')");
		}
		assertThat(browser.evaluate("""
				[...document.querySelectorAll('#activity li')].map((each) => each.querySelector('time').dateTime
				  + each.textContent).filter((each, index, all) => all.indexOf(each) !== index)""").toString())
			.as("duplicates")
			.isEqualTo("[]");
		assertThat(browser
			.evaluate("[...document.querySelectorAll('#activity time')].map((each) => Date.parse(each.dateTime))")
			.valueStream()
			.map(JsonNode::asLong)
			.toList()).as("newest first").isSortedAccordingTo(Comparator.reverseOrder());
		assertThat(browser.errors()).isEmpty();
	}

	@Test
	void activitySaysWhenAnAnalysisHasEnded() {
		browser.click("#sample");
		browser.await("document.querySelector('#activity').textContent.includes('Analysing a document')");
		browser.await("document.querySelector('#activity [data-type=done]')?.textContent"
				+ ".includes('The document is analysed')");
	}

	@Test
	void activitySaysThatAnAnalysisHasEndedEarly(@Autowired PluginWorkerManager plugins) {
		// A plugin that ends in the middle of an analysis ends that too, and the page
		// says so
		Map<String, Object> config = JsonMapper.shared()
			.convertValue(get("/actuator/plugins/documents").at("/definition/config"), new TypeReference<>() {
			});
		Map<String, Object> slow = new LinkedHashMap<>(config);
		slow.put("paceMillis", 60_000);
		plugins.updateConfig("documents", slow).join();
		try {
			browser.click("#sample");
			browser.await("document.querySelector('#working-step').textContent === 'Reading'");
			ProcessHandle.of(diagnostics("documents").path("pid").asLong()).orElseThrow().destroyForcibly();
			browser.await("document.querySelector('#activity [data-type=failed]')?.textContent"
					+ ".includes('The analysis has ended early')");
			browser.await("document.querySelector('#document-error').checkVisibility()");
		}
		finally {
			plugins.updateConfig("documents", config).join();
		}
	}

	@Test
	void columnsAreOfLikeHeight() {
		browser.resize(1440, 1000);
		assertRowsAreEven();
		browser.click("#sample");
		browser.await("document.querySelector('#result').checkVisibility()");
		assertRowsAreEven();
	}

	/**
	 * Cards side by side begin and end at the same height.
	 */
	private static void assertRowsAreEven() {
		assertThat(browser
			.evaluate(
					"""
							[['.documents > .card', '.activity > .card'], ['.plugin:nth-child(1)', '.plugin:nth-child(2)'],
							    ['.result-columns > :nth-child(1)', '.result-columns > :nth-child(2)']]
							  .map((row) => row.map((each) => document.querySelector(each)))
							  .filter(([one]) => one.checkVisibility())
							  .filter((row) => {
							    const [one, two] = row.map((each) => each.getBoundingClientRect());
							    return Math.abs(one.top - two.top) > 1 || Math.abs(one.bottom - two.bottom) > 1 || one.right > two.left;
							  })
							  .map(([one]) => one.className)""")
			.toString()).isEqualTo("[]");
	}

	@Test
	void nothingMovesWhenAResultGoes() {
		browser.click("#sample");
		browser.await("document.querySelector('#result').checkVisibility()");
		browser.await("document.querySelector('" + FLAKY + " .now').textContent !== '–'");
		String places = places();
		browser.click(FLAKY + " [data-action=call]");
		browser.await("document.querySelector('" + FLAKY + " .answer').matches('.good:not(.past)')");
		assertThat(places()).as("with an answer").isEqualTo(places);
		browser.click(FLAKY + " [data-action=restart]");
		browser.await("document.querySelector('" + FLAKY + " .answer').matches('.past')");
		assertThat(places()).as("without it").isEqualTo(places);
		awaitFlaky("running");
		browser.chooseFile("#file", Path.of("pom.xml"));
		browser.await("document.querySelector('#document-error').checkVisibility()");
		assertThat(places()).as("with a mistake").isEqualTo(places);
		browser.click("#sample");
		browser.await("document.querySelector('#working').checkVisibility()");
		assertThat(places()).as("while at work").isEqualTo(places);
		browser.await("!document.querySelector('#working').checkVisibility()");
		assertThat(places()).as("with the next result").isEqualTo(places);
	}

	private static String places() {
		return browser.evaluate("""
				['.result', '.plugins', '.plugin .log', '.plugin:nth-child(2) .log', '.activity', 'body > footer']
				  .map((each) => document.querySelector(each).getBoundingClientRect().top + window.scrollY)""")
			.toString();
	}

	@Test
	void phoneShowsNoHintToDropAFile() {
		String title = "document.querySelector('.drop-title').innerText";
		assertThat(browser.evaluate(title).asString()).startsWith("Drop");
		browser.resize(390, 844);
		assertThat(browser.evaluate(title).asString()).isEqualTo("A Markdown or text file");
		assertThat(browser.evaluate("document.body.innerText").asString()).doesNotContainIgnoringCase("drop");
	}

	@Test
	void pluginIsStoppedStartedAndRestarted() {
		browser.click(FLAKY + " [data-action=stop]");
		awaitFlaky("stopped");
		assertThat(browser.text(FLAKY + " [data-field=pid]")).isEqualTo("–");
		browser.click(FLAKY + " [data-action=start]");
		awaitFlaky("running");
		String pid = browser.text(FLAKY + " [data-field=pid]");
		browser.click(FLAKY + " [data-action=restart]");
		browser.await("document.querySelector('" + FLAKY + "').dataset.status === 'running'"
				+ " && document.querySelector('" + FLAKY + " [data-field=pid]').textContent !== '" + pid + "'");
		assertThat(browser.errors()).isEmpty();
	}

	@Test
	void chartsRiseWithCallsAndFallAfterThem() throws IOException {
		String rate = "document.querySelector('" + FLAKY + " [data-chart=rate]').dataset.value";
		browser.await(rate + " === '0'");
		// What was not called has no latency
		assertThat(browser.text(FLAKY + " [data-chart=latency] .now")).isEqualTo("–");
		browser.evaluate("""
				window.calls = setInterval(() => fetch('api/plugins/flaky/calls', { method: 'POST',
				  headers: { 'Content-Type': 'application/json' }, body: '{"method":"ping"}' }), 100)""");
		browser.await("document.querySelector('%s [data-chart=latency] .line').getAttribute('d').split(' L').length > 4"
			.formatted(FLAKY));
		for (String chart : List.of("rate", "latency")) {
			assertThat(browser.evaluate("""
					(() => {
					  const [line] = document.querySelectorAll("%s [data-chart=%s] .line");
					  const heights = [...line.getAttribute("d").matchAll(/,([\\d.]+)/g)].map(([, y]) => Number(y));
					  return [Math.min(...heights), line.closest("svg").getBoundingClientRect().height > 10];
					})()""".formatted(FLAKY, chart)).toString()).isEqualTo("[1,true]");
		}
		pictures();
		browser.evaluate("clearInterval(window.calls)");
		browser.click(FLAKY + " [data-action=stop]");
		awaitFlaky("stopped");
		browser.await(rate + " === '0'");
		assertThat(browser.text(FLAKY + " [data-chart=latency] .now")).isEqualTo("–");
		assertThat(browser.errors()).isEmpty();
	}

	/**
	 * In the light, in the dark, and on a phone, where the charts are no less readable.
	 */
	private static void pictures() throws IOException {
		Path images = Path.of("..", "docs", "images");
		browser.resize(1280, 900);
		browser.document(images.resolve("sample-light.png"));
		assertReadable();
		String light = browser.evaluate("getComputedStyle(document.body).backgroundColor").asString();
		browser.dark(true);
		assertReadable();
		assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor").asString()).isNotEqualTo(light);
		browser.document(images.resolve("sample-dark.png"));
		browser.dark(false);
		browser.resize(360, 740);
		browser.evaluate("document.querySelector('.plugins').scrollIntoView({ behavior: 'instant' })");
		assertThat(browser.isVisible(FLAKY + " [data-chart=latency] svg")).isTrue();
		assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
		browser.document(images.resolve("sample-phone.png"));
		browser.resize(1280, 1700);
	}

	/**
	 * All text has the contrast that WCAG wants at least.
	 */
	private static void assertReadable() {
		browser.await("document.getAnimations().every((each) => !(each instanceof CSSTransition))");
		assertThat(browser.evaluate("""
				(() => {
				  const channels = (color) => /^rgba?\\(([\\d., ]+)\\)$/.exec(color)[1].split(", ").map(Number);
				  const luminance = ([r, g, b]) => [r, g, b].map((each) => each / 255)
				    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
				    .reduce((sum, each, index) => sum + each * [0.2126, 0.7152, 0.0722][index], 0);
				  const background = (element) => {
				    const [r, g, b, alpha = 1] = channels(getComputedStyle(element).backgroundColor);
				    return alpha === 1 ? [r, g, b] : background(element.parentElement);
				  };
				  const contrast = (element) => {
				    const both = [channels(getComputedStyle(element).color), background(element)].map(luminance);
				    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
				  };
				  return [...document.querySelectorAll("main *, header *")]
				    .filter((each) => each.checkVisibility() && !each.disabled && !each.closest(".visually-hidden"))
				    .filter((each) => [...each.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
				    .filter((each) => contrast(each) < 4.5)
				    .map((each) => `${each.tagName}.${each.className}: ${each.textContent} ${contrast(each)}`);
				})()""").toString()).isEqualTo("[]");
	}

	@Test
	void pageFitsAPhone() {
		browser.resize(360, 740);
		browser.click("#sample");
		browser.await("document.querySelector('#result').checkVisibility()");
		assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
		assertThat(browser.evaluate("""
				[...document.querySelectorAll('.facts dd, .tile dd, .charts figcaption, button, select')]
				  .filter((each) => each.checkVisibility())
				  .filter((each) => each.scrollWidth > each.clientWidth || each.getBoundingClientRect().right > 360)
				  .map((each) => each.outerHTML)""").toString()).as("cut off").isEqualTo("[]");
		assertThat(browser.evaluate("""
				[...document.querySelectorAll('[data-action]')].filter((each) => each.checkVisibility())
				  .filter((each) => each.getBoundingClientRect().height < 24)
				  .map((each) => each.outerHTML)""").toString()).as("too small to touch").isEqualTo("[]");
		assertThat(
				browser.evaluate("getComputedStyle(document.querySelector('.facts')).gridTemplateColumns").asString())
			.as("two columns")
			.matches("\\S+ \\S+");
	}

	@Test
	void namesThatLookLikeHtmlAreText(@TempDir Path directory) throws IOException {
		Path file = directory.resolve("<b onclick=1>bold<b>.md");
		Files.writeString(file, "# A <u>title</u>\n\nText &amp; text");
		browser.chooseFile("#file", file);
		browser.await("document.querySelector('#result').checkVisibility()");
		assertThat(browser.text("#result-name")).isEqualTo(file.getFileName().toString());
		browser.await("document.querySelector('[data-plugin=documents] .log').textContent.includes('<b onclick=1>')");
		browser.click(FLAKY + " [data-action=call]");
		assertThat(browser.evaluate("document.querySelectorAll('body b, body u').length").asInt()).isZero();
	}

	private static void awaitFlaky(String status) {
		browser.await("document.querySelector('" + FLAKY + "')?.dataset.status === '" + status + "'");
	}

}
