// One card per plugin, refreshed from the actuator.
import { cause } from "./activity.js";
import { call, post, request } from "./api.js";
import { updateCharts } from "./charts.js";
import { memory, number, seconds, span, time, when } from "./format.js";

const LOG_LINES = 5;

// Calls of the sample's plugins: [label, method, params]. For other plugins, the methods that they
// support are offered.
const KNOWN = {
  documents: {
    about: "Converts texts to statistics and HTML. In Java.",
    calls: [["counters", "counters"], ["health", "health"]],
  },
  flaky: {
    about: "Answers pings, and crashes on request. In Java.",
    calls: [["ping", "ping"], ["health", "health"]],
    crashes: [
      ["exit code 3", "exit"],
      ["uncaught exception", "exception"],
      ["halt", "halt"],
      ["SIGKILL", "kill"],
    ],
  },
  greeter: {
    about: "Greets, and counts greetings. On Node.js, with the plugin SDK.",
    calls: [
      ["greet Ada", "getData", { key: "greeting", params: { name: "Ada" } }],
      ["forget the count", "performAction", { key: "forget", params: {} }],
      ["health", "health"],
    ],
  },
  wordcloud: {
    about: "Draws frequent terms. In Python, standard library only.",
    calls: [
      ["draw", "render", { terms: [{ term: "plugin", count: 3 }, { term: "host", count: 2 }] }],
      ["health", "health"],
    ],
  },
};

const LIFECYCLE = ["initialize", "shutdown", "configChanged", "crash"];

const element = (id) => document.getElementById(id);
const cards = new Map();
let latest = {};
let changed = () => {};

/** Invoked after each refresh, with the diagnostics by id. */
export function onPlugins(listener) {
  changed = listener;
}

export const isRunning = (id) => latest[id]?.status === "running";

let looking = null;
let again = false;

/** Refresh the plugins. One request at a time: a late answer must not overtake a newer one. */
export function refresh() {
  if (looking) {
    again = true;
    return looking;
  }
  looking = (async () => {
    try {
      do {
        again = false;
        await look();
      } while (again);
    } finally {
      looking = null;
    }
  })();
  return looking;
}

async function look() {
  let plugins;
  try {
    plugins = (await request("actuator/plugins")).plugins;
  } catch (error) {
    fail(error);
    return;
  }
  latest = plugins;
  element("plugins-error").hidden = true;
  element("plugins").classList.remove("stale");
  // Profiles change the order of the application's plugins
  const place = (id) => (Object.keys(KNOWN).indexOf(id) + 1 || Infinity);
  const ids = Object.keys(plugins).sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
  if (cards.size === 0) {
    element("plugins").replaceChildren();
  }
  element("no-plugins").hidden = ids.length > 0;
  const running = ids.filter(isRunning).length;
  element("plugins-summary").textContent = ids.length ? `${running} of ${ids.length} running` : "";
  for (const id of ids) {
    cards.get(id)?.update(plugins[id]) ?? add(id, plugins[id]);
  }
  for (const [id, card] of cards) {
    if (!plugins[id]) {
      card.root.remove();
      cards.delete(id);
    }
  }
  changed(plugins);
  await Promise.all([...cards.values()].map((card) => card.updateLog()));
}

/** Add a point to the charts. */
export function measure() {
  return updateCharts([...cards].map(([id, card]) => [id, card.field("charts")]));
}

/** Update times between two refreshes. */
export function tick() {
  cards.forEach((card) => card.tick());
}

function fail(error) {
  const message =
    error.status === 0
      ? "The application does not answer. Trying again…"
      : `The plugins cannot be read: ${error.message}`;
  if (cards.size === 0) {
    element("plugins").replaceChildren();
  }
  element("plugins").classList.add("stale");
  element("plugins-error").textContent = message;
  element("plugins-error").hidden = false;
}

function add(id, diagnostics) {
  const card = new Card(id);
  cards.set(id, card);
  element("plugins").append(card.root);
  card.update(diagnostics);
}

class Card {
  constructor(id) {
    this.id = id;
    this.known = KNOWN[id];
    this.root = element("plugin-template").content.firstElementChild.cloneNode(true);
    this.root.dataset.plugin = id;
    this.field("name").textContent = id;
    this.field("name").id = `plugin-${id}`;
    this.root.setAttribute("aria-labelledby", `plugin-${id}`);
    this.field("about").textContent = this.known?.about ?? "";
    this.field("method").setAttribute("aria-label", `Method of ${id} to call`);
    this.field("how").setAttribute("aria-label", `How to crash ${id}`);
    this.field("answer").setAttribute("aria-label", `Answer of ${id}`);
    this.answer("No call from this page yet.", "none");
    if (this.known?.crashes) {
      this.field("crasher").hidden = false;
      this.field("how").append(...this.known.crashes.map(([label, how]) => new Option(label, how)));
    }
    for (const button of this.root.querySelectorAll("[data-action]")) {
      button.setAttribute("aria-label", `${button.textContent} ${id}`);
      button.addEventListener("click", () => this.act(button));
    }
  }

  field(name) {
    return this.root.querySelector(`[data-field="${name}"]`);
  }

  button(action) {
    return this.root.querySelector(`[data-action="${action}"]`);
  }

  update(diagnostics) {
    if (this.diagnostics && this.diagnostics.generation !== diagnostics.generation) {
      this.field("answer").classList.add("past"); // of a process that is gone
    }
    if (this.diagnostics?.lastCrashAt !== diagnostics.lastCrashAt) {
      this.crashCause = crashCause(diagnostics);
    }
    this.diagnostics = diagnostics;
    this.seenAt = Date.now();
    const { status } = diagnostics;
    const up = status === "running";
    this.root.dataset.status = status;
    this.field("status").dataset.state = status;
    this.field("status-text").textContent = status;
    this.field("pid").textContent = diagnostics.pid ?? "–";
    this.field("memory").textContent = diagnostics.memory ? memory(diagnostics.memory) : "–";
    this.field("generation").textContent = number(diagnostics.generation);
    this.field("crashes").textContent = number(diagnostics.totalCrashes);
    this.field("recoveries").textContent = number(diagnostics.totalRestarts);
    this.offer(diagnostics.supportedMethods ?? []);
    this.button("call").disabled = !up;
    this.button("crash").disabled = !up;
    this.button("start").disabled = ["running", "starting", "stopping"].includes(status);
    this.button("stop").disabled = ["stopped", "stopping"].includes(status);
    this.button("restart").disabled = ["stopped", "stopping"].includes(status);
    this.tick();
    return this;
  }

  /** The methods to choose from. Not updated without a change, because the user may be choosing. */
  offer(supported) {
    const calls =
      this.known?.calls ??
      (supported.length ? supported : ["health"])
        .filter((method) => !LIFECYCLE.includes(method))
        .map((method) => [method, method]);
    const key = calls.map(([label]) => label).join();
    if (key !== this.offered) {
      this.offered = key;
      this.calls = calls;
      this.field("method").replaceChildren(...calls.map(([label], index) => new Option(label, index)));
    }
  }

  tick() {
    const running = seconds(this.diagnostics.uptime);
    this.field("uptime").textContent = running === null ? "–" : span(running + (Date.now() - this.seenAt) / 1000);
    this.field("crash").textContent = this.crashText();
    this.root.classList.toggle("recovered", this.diagnostics.status === "running" && Boolean(this.diagnostics.lastCrashAt));
  }

  crashText() {
    const { lastCrashAt, nextRestartAt, status } = this.diagnostics;
    if (!lastCrashAt) {
      return "No crash so far.";
    }
    const text = `${when(lastCrashAt)}: ${this.crashCause}.`;
    if (status === "running") {
      return `Recovered. Last crash at ${text}`;
    }
    if (nextRestartAt) {
      const wait = Math.max(0, Math.ceil((Date.parse(nextRestartAt) - Date.now()) / 1000));
      return `Crashed at ${text} ${wait > 0 ? `Next start in ${span(wait)}.` : "Starting now."}`;
    }
    return status === "crashed" ? `Crashed at ${text} It is not started again automatically.` : `Last crash at ${text}`;
  }

  async updateLog() {
    let lines;
    try {
      lines = (await request(`actuator/plugins/${encodeURIComponent(this.id)}/logs`)).logs.slice(-LOG_LINES);
    } catch (error) {
      // The host keeps no log lines, or does not answer, which is shown elsewhere on the page
      this.field("log").hidden = error.status !== 0;
      return;
    }
    const key = JSON.stringify(lines);
    if (key === this.logged) {
      return;
    }
    this.logged = key;
    this.field("no-lines").hidden = lines.length > 0;
    this.field("lines").replaceChildren(...lines.map(logLine));
  }

  async act(button) {
    const { action } = button.dataset;
    button.classList.add("busy");
    this.field("answer").classList.add("past");
    try {
      if (action === "call") {
        const [label, method, params] = this.calls[this.field("method").value];
        const { result } = await call(this.id, method, params);
        this.answer(`${label}: ${JSON.stringify(result, null, 1).replace(/\s+/g, " ")}`, "good");
      } else if (action === "crash") {
        await this.crash();
      } else {
        await post(`actuator/plugins/${encodeURIComponent(this.id)}`, { action });
      }
    } catch (error) {
      this.answer(error.message, "failed");
    } finally {
      button.classList.remove("busy");
    }
    await refresh();
  }

  /** A plugin that crashes does not answer: shows the application's message instead. */
  async crash() {
    try {
      await call(this.id, "crash", { how: this.field("how").value });
    } catch (error) {
      if (error.status !== 503) {
        throw error;
      }
      this.answer(error.message, "failed");
    }
  }

  /** Keeps its place before the first answer, and the last answer, paler, so that nothing moves. */
  answer(text, kind) {
    const answer = this.field("answer");
    answer.textContent = text;
    answer.className = `answer ${kind}`;
  }
}

/** With exit code or signal, as long as the last process that ended is the one that crashed. */
function crashCause({ status, consecutiveCrashes, lastCrashReason, lastExitCode, lastExitSignal }) {
  if (consecutiveCrashes > 0 && !["stopping", "stopped"].includes(status)) {
    return cause({ reason: lastCrashReason, exitCode: lastExitCode, signal: lastExitSignal });
  }
  return cause({ reason: lastCrashReason });
}

function logLine({ timestamp, level, message }) {
  const line = document.createElement("li");
  line.dataset.level = level;
  const at = document.createElement("time");
  at.dateTime = timestamp;
  at.textContent = time(timestamp);
  const words = document.createElement("span");
  words.textContent = message.split("\n")[0];
  words.title = message;
  const mark = document.createElement("span");
  mark.className = "level";
  mark.textContent = level;
  line.append(at, mark, words);
  return line;
}
