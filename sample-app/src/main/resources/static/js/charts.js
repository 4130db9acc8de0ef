// Calls per second and their latency, per plugin, from the application's meters. One point per refresh.
import { request } from "./api.js";

const METER = "plugin.calls";
const POINTS = 60;
const WIDTH = 120;
const HEIGHT = 32;
const NONE = "–";

const history = new Map();
let metered = false;
const measure = (metric, statistic) => metric.measurements.find((each) => each.statistic === statistic)?.value ?? 0;

/** Read the meter of each plugin, and draw its charts into the given root. */
export async function updateCharts(roots) {
  let called;
  try {
    called = await pluginsCalled();
  } catch {
    return; // Not permitted, or no answer: shown elsewhere on the page
  }
  await Promise.all([...roots].map(async ([id, root]) => {
    try {
      draw(root, id, add(id, await read(id, called)));
    } catch {
      // A gap of one refresh
    }
  }));
}

/** The plugins that have been called. Others have no meter. */
async function pluginsCalled() {
  metered ||= (await request("actuator/metrics")).names.includes(METER);
  const tags = metered ? (await request(`actuator/metrics/${METER}`)).availableTags : [];
  return tags.find(({ tag }) => tag === "plugin")?.values ?? [];
}

/** The measurements since the start. */
async function read(id, called) {
  const metric = called.includes(id)
    ? await request(`actuator/metrics/${METER}?tag=${encodeURIComponent(`plugin:${id}`)}`)
    : { measurements: [] };
  return { at: performance.now(), count: measure(metric, "COUNT"), total: measure(metric, "TOTAL_TIME") };
}

/** Without calls, the rate is zero and there is no latency. */
function add(id, look) {
  const { last, points } = history.get(id) ?? { points: [] };
  if (last) {
    const calls = Math.max(0, look.count - last.count);
    points.push({
      rate: (calls * 1000) / Math.max(1, look.at - last.at),
      latency: calls ? Math.max(0, ((look.total - last.total) * 1000) / calls) : null,
    });
    points.splice(0, points.length - POINTS);
  }
  history.set(id, { last: look, points });
  return points;
}

function draw(root, id, points) {
  if (points.length === 0) {
    return;
  }
  chart(root, "rate", points, `Calls per second of ${id}`, (value) => `${value === 0 ? 0 : value.toFixed(1)}/s`);
  chart(root, "latency", points, `Mean latency of ${id}`, (value) => (value === null ? NONE : `${value.toFixed(1)} ms`));
}

function chart(root, name, points, label, words) {
  const values = points.map((point) => point[name]);
  const now = values.at(-1);
  const known = values.filter((value) => value !== null);
  const most = known.length ? Math.max(...known) : null;
  const figure = root.querySelector(`[data-chart="${name}"]`);
  figure.dataset.value = now ?? "";
  figure.querySelector(".now").textContent = words(now);
  const x = (index) => (WIDTH - ((values.length - 1 - index) * WIDTH) / (POINTS - 1)).toFixed(1);
  const y = (value) => (HEIGHT - 1 - (most ? (value / most) * (HEIGHT - 2) : 0)).toFixed(1);
  const runs = runsOf(values);
  // A run of one point is a dash
  const line = (run) => run.length === 1 ? `${x(run[0]) - 1},${y(values[run[0]])} h2`
    : run.map((index) => `${x(index)},${y(values[index])}`).join(" L");
  const svg = figure.querySelector("svg");
  svg.setAttribute("aria-label", most === null
    ? `${label}: nothing in the last two minutes`
    : `${label}: now ${now === null ? "nothing" : words(now)}, at most ${words(most)} in the last two minutes`);
  svg.querySelector(".line").setAttribute("d", runs.map((run) => `M${line(run)}`).join(" "));
  svg.querySelector(".area").setAttribute("d",
    runs.map((run) => `M${x(run[0])},${HEIGHT} L${line(run)} L${x(run.at(-1))},${HEIGHT} Z`).join(" "));
}

/** The indexes of values that follow each other without a gap. */
function runsOf(values) {
  const runs = [];
  values.forEach((value, index) => {
    if (value === null) {
      return;
    }
    if (index > 0 && values[index - 1] !== null && runs.length > 0) {
      runs.at(-1).push(index);
    } else {
      runs.push([index]);
    }
  });
  return runs;
}
