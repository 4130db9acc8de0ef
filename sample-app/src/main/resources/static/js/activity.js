// What happened, newest first.
import { time } from "./format.js";

const MAX_ENTRIES = 30;

export function record(pluginId, type, text, timestamp = Date.now()) {
  const list = document.getElementById("activity");
  const entry = document.createElement("li");
  entry.dataset.type = type;
  const at = document.createElement("time");
  at.dateTime = new Date(timestamp).toISOString();
  at.textContent = time(timestamp);
  const plugin = document.createElement("strong");
  plugin.textContent = pluginId;
  const words = document.createElement("span");
  words.textContent = text;
  entry.append(at, plugin, words);
  list.prepend(entry);
  while (list.children.length > MAX_ENTRIES) {
    list.lastElementChild.remove();
  }
  list.hidden = false;
  document.getElementById("no-activity").hidden = true;
}
