// Sends a document, follows its progress and shows the result.
import { ApiError, call, request } from "./api.js";
import { number, span } from "./format.js";
import { isRunning } from "./plugins.js";

const MAX_BYTES = 1024 * 1024;
const EXTENSIONS = /\.(md|markdown|txt|text)$/i;

const element = (id) => document.getElementById(id);
let current = null;

export function setUp() {
  const drop = element("drop");
  const file = element("file");
  file.addEventListener("change", () => {
    if (file.files.length > 0) {
      analyze(file.files[0]);
      file.value = "";
    }
  });
  element("sample").addEventListener("click", async () => {
    const response = await fetch("sample.md").catch(() => null);
    if (response?.ok) {
      analyze(new File([await response.blob()], "sample.md", { type: "text/markdown" }));
    } else {
      fail("The sample document cannot be loaded: the application does not answer.");
    }
  });
  drop.addEventListener("submit", (event) => event.preventDefault());
  // A file dropped beside the zone must not replace the page
  for (const type of ["dragover", "drop"]) {
    window.addEventListener(type, (event) => event.preventDefault());
  }
  drop.addEventListener("dragover", () => drop.classList.add("over"));
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    const dropped = event.dataTransfer.files;
    if (dropped.length === 1) {
      analyze(dropped[0]);
    } else {
      fail("One file at a time, please.");
    }
  });
}

/** Progress of any document; only the one sent from here counts. */
export function onProgress(documentId, event) {
  if (documentId === current) {
    show(event.percent, event.step);
  }
}

async function analyze(file) {
  if (current) {
    return;
  }
  if (!EXTENSIONS.test(file.name)) {
    fail(`“${file.name}” is neither Markdown nor text.`);
    return;
  }
  if (file.size > MAX_BYTES) {
    fail(`“${file.name}” has more than 1 MB.`);
    return;
  }
  current = uuid();
  element("working-name").textContent = file.name;
  turn("working");
  element("result").classList.add("stale");
  element("documents").setAttribute("aria-busy", "true");
  element("sample").disabled = true;
  show(0, "Sending");
  try {
    const form = new FormData();
    form.append("file", file);
    const result = await request(`api/documents?id=${current}`, { method: "POST", body: form });
    if (!result) {
      throw new ApiError("The application gave no result.", 200);
    }
    render(result);
    turn("ready");
  } catch (error) {
    const advice = error.status === 503 ? " Start the plugin “documents” and try again." : "";
    fail(error.message + advice);
  } finally {
    current = null;
    element("result").classList.remove("stale");
    element("documents").removeAttribute("aria-busy");
    element("sample").disabled = false;
  }
}

function show(percent, step) {
  element("progress").value = percent;
  element("working-step").textContent = step;
  element("working-percent").textContent = `${percent} %`;
}

function fail(message) {
  element("document-error").textContent = message;
  turn("failed");
}

/** Shows one of the elements above the buttons, all in the same place, so that nothing moves. */
function turn(state) {
  element("drop").dataset.state = state;
  element("working").hidden = state !== "working";
  element("document-error").hidden = state !== "failed";
}

function render({ name, statistics, html, counters }) {
  element("result-name").textContent = name;
  element("stat-words").textContent = number(statistics.words);
  element("stat-sentences").textContent = number(statistics.sentences);
  element("stat-paragraphs").textContent = number(statistics.paragraphs);
  element("stat-characters").textContent = number(statistics.characters);
  element("stat-reading").textContent = span(statistics.readingTimeSeconds);
  element("counters").textContent =
    `${number(counters.documents)} ${counters.documents === 1 ? "document" : "documents"}, ` +
    `${number(counters.words)} words so far`;
  element("counters").hidden = false;
  renderTerms(statistics.frequentTerms);
  // No script runs in the sandbox, and the page's policy loads nothing from elsewhere
  element("rendered").srcdoc =
    `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark">` +
    `<base target="_blank"><link rel="stylesheet" href="/rendered.css"><body>${html}`;
  element("result").hidden = false;
  element("result").focus({ preventScroll: true });
  element("announcer").textContent = `${name} is analysed: ${number(statistics.words)} words.`;
  drawCloud(statistics.frequentTerms);
}

function renderTerms(terms) {
  const most = Math.max(1, ...terms.map(({ count }) => count));
  element("no-terms").hidden = terms.length > 0;
  element("terms").replaceChildren(
    ...terms.map(({ term, count }) => {
      const item = document.createElement("li");
      const word = document.createElement("span");
      word.className = "term";
      word.textContent = term;
      const bar = document.createElement("span");
      bar.className = "bar";
      bar.style.setProperty("--share", count / most);
      const times = document.createElement("span");
      times.className = "number";
      times.textContent = number(count);
      item.append(word, bar, times);
      return item;
    }),
  );
}

/** The word cloud, if its plugin is running. The previous image stays until then, so that nothing moves. */
async function drawCloud(terms) {
  if (!isRunning("wordcloud") || terms.length === 0) {
    element("cloud").hidden = true;
    return;
  }
  try {
    const { result } = await call("wordcloud", "render", { terms });
    element("cloud-image").src = `data:image/svg+xml,${encodeURIComponent(result.svg)}`;
    element("cloud").hidden = false;
  } catch {
    element("cloud").hidden = true; // The bars show the same
  }
}

/** crypto.randomUUID, which browsers offer on secure origins only. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
