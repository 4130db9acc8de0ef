// The activity, newest first. Events of workers are read from their histories, so that they are
// shown after a reload too; stream events are added as they arrive.
import { request } from "./api.js";
import { time } from "./format.js";

const MAX_ENTRIES = 40;
const STATUS_TEXT = { stopped: "Stopped", stopping: "Stopping", starting: "Starting" };

const entries = new Map();

/** Read the history of a plugin, and return the texts of new entries. */
export async function readHistory(pluginId) {
  const { history } = await request(`actuator/plugins/${encodeURIComponent(pluginId)}/history`);
  const news = history
    .map(({ timestamp, event, details }) => ({ pluginId, timestamp, type: event, text: describe(event, details) }))
    .filter((entry) => entry.text && add(entry));
  render();
  return news.filter((entry) => entries.has(key(entry))).map(({ text }) => text);
}

export function record(pluginId, type, text) {
  add({ pluginId, timestamp: new Date().toISOString(), type, text });
  render();
}

function add(entry) {
  if (entries.has(key(entry))) {
    return false;
  }
  entries.set(key(entry), { ...entry, order: sortable(entry.timestamp) });
  return true;
}

const key = ({ pluginId, timestamp, type, text }) => JSON.stringify([pluginId, timestamp, type, text]);

/** Events such as crashes and recoveries replace the status changes they come with. */
function describe(event, details) {
  switch (event) {
    case "status-changed":
      return STATUS_TEXT[details.status];
    case "ready":
      return `Running, generation ${details.generation}`;
    case "crashed":
      return `Crashed: ${cause(details)}${details.willRestart ? "" : ", not restarted"}`;
    case "restarted":
      return "Recovered from the crash";
    case "error":
      return "Could not be started";
    case "health-changed":
      return details.health === "ok" ? null : `Reports its health as ${details.health}`;
    default:
      return null;
  }
}

/** The cause of a crash as text. */
export function cause({ reason, exitCode, signal }) {
  if (reason === "exit" && exitCode !== undefined) {
    return `exit code ${exitCode}`;
  }
  return (reason === "signal" && signal) || reason;
}

/** Instants have a varying number of fraction digits. */
function sortable(timestamp) {
  const [seconds, fraction = ""] = timestamp.replace("Z", "").split(".");
  return `${seconds}.${fraction.padEnd(9, "0")}`;
}

function render() {
  const newest = [...entries].sort(([, a], [, b]) => (a.order < b.order ? 1 : a.order > b.order ? -1 : 0));
  newest.splice(MAX_ENTRIES).forEach(([old]) => entries.delete(old));
  const list = document.getElementById("activity");
  list.replaceChildren(...newest.map(([, entry]) => (entry.item ??= item(entry))));
  list.hidden = newest.length === 0;
  document.getElementById("no-activity").hidden = newest.length > 0;
}

function item({ pluginId, timestamp, type, text }) {
  const entry = document.createElement("li");
  entry.dataset.type = type;
  const at = document.createElement("time");
  at.dateTime = timestamp;
  at.textContent = time(timestamp);
  const plugin = document.createElement("strong");
  plugin.textContent = pluginId;
  const words = document.createElement("span");
  words.textContent = text;
  entry.append(at, plugin, words);
  return entry;
}
