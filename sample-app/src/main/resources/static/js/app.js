// Brings the parts together: live events and, because events can be missed, a look every
// two seconds.
import { record } from "./activity.js";
import { onProgress, setUp } from "./documents.js";
import { measure, refresh, tick } from "./plugins.js";

const POLL_MILLIS = 2000;
const STATUS_TEXT = { running: null, stopped: "Stopped", stopping: "Stopping", starting: "Starting", backoff: null, crashed: null };

const connection = document.getElementById("connection");
const announcer = document.getElementById("announcer");

setUp();
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

function onWorker({ pluginId, timestamp, type, text }) {
  // A crash, a comeback and the like tell more than the statuses they come with
  const words = type === "status" ? STATUS_TEXT[text] : text;
  if (words) {
    record(pluginId, type === "status" ? text : type, words, timestamp);
    announcer.textContent = `${pluginId}: ${words}`;
  }
  refresh();
}

function onStream({ pluginId, kind, channel, event }) {
  onProgress(channel, event);
  if (kind === "emit" && !channel.startsWith("documents/")) {
    record(pluginId, "stream", `${channel}: ${JSON.stringify(event)}`);
  } else if (kind === "open" && channel.startsWith("documents/")) {
    record(pluginId, "stream", "Analysing a document");
  }
}
