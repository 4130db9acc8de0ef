// Connects the parts: live events and, because events can be missed, a refresh every two seconds.
import { readHistory, record } from "./activity.js";
import { onProgress, setUp } from "./documents.js";
import { measure, onPlugins, refresh, tick } from "./plugins.js";

const POLL_MILLIS = 2000;
const DOCUMENTS = "documents/";

const connection = document.getElementById("connection");
const announcer = document.getElementById("announcer");
const seen = new Map();
const percents = new Map();

setUp();
onPlugins(update);
refresh().then(measure);
listen();
setInterval(() => document.hidden || refresh().then(measure), POLL_MILLIS);
setInterval(tick, 1000);
document.addEventListener("visibilitychange", () => document.hidden || refresh());

function listen() {
  const events = new EventSource("api/events");
  events.addEventListener("connected", () => connected("open", "Live"));
  events.addEventListener("error", () => connected("connecting", "Reconnecting"));
  events.addEventListener("plugin", (event) => onWorker(JSON.parse(event.data)));
  events.addEventListener("stream", (event) => onStream(JSON.parse(event.data)));
}

function connected(state, text) {
  connection.dataset.state = state;
  document.getElementById("connection-text").textContent = text;
}

function onWorker({ pluginId }) {
  const plugin = seen.get(pluginId);
  if (plugin) {
    plugin.looks = 2;
  }
  refresh();
}

/** Read the history of each plugin that has changed, and once more: it is written a moment after the change. */
function update(plugins) {
  for (const [id, { status, generation, totalCrashes }] of Object.entries(plugins)) {
    const state = [status, generation, totalCrashes].join();
    let plugin = seen.get(id);
    if (plugin?.state !== state) {
      plugin = { state, looks: 2, known: Boolean(plugin) };
      seen.set(id, plugin);
    }
    if (plugin.looks > 0) {
      plugin.looks--;
      readHistory(id).then(
        (news) => news.length > 0 && plugin.known && announce(`${id}: ${news.at(-1)}`),
        () => plugin.looks++, // Tried again at the next look
      );
    }
  }
}

function announce(text) {
  announcer.textContent = text;
}

function onStream({ pluginId, kind, channel, event }) {
  if (!channel.startsWith(DOCUMENTS)) {
    if (kind === "emit") {
      record(pluginId, "stream", `${channel}: ${JSON.stringify(event)}`);
    }
    return;
  }
  if (kind === "emit") {
    percents.set(channel, event.percent);
    onProgress(channel.slice(DOCUMENTS.length), event);
  } else if (kind === "open") {
    record(pluginId, "stream", "Analysing a document");
  } else {
    const complete = percents.get(channel) === 100;
    percents.delete(channel);
    record(pluginId, complete ? "done" : "failed", complete ? "The document is analysed" : "The analysis has ended early");
  }
}
