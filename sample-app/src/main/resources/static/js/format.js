// Numbers and times, for people.

const numbers = new Intl.NumberFormat("en");

export const number = (value) => numbers.format(value);

/** Seconds of an ISO 8601 duration such as PT1H2M3.5S. */
export function seconds(duration) {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(duration ?? "");
  if (!match) {
    return null;
  }
  const [days, hours, minutes, secs] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + secs;
}

/** The two largest units: 2 h 5 min, 1 min 3 s, 12 s. */
export function span(totalSeconds) {
  const total = Math.max(0, Math.round(totalSeconds));
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  let rest = total;
  const parts = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) {
      parts.push(`${count} ${unit}`);
    }
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}

export const time = (instant) => new Date(instant).toLocaleTimeString("en-GB");

/** The time, with the day unless that is today. */
export function when(instant) {
  const date = new Date(instant);
  const today = date.toDateString() === new Date().toDateString();
  return today ? time(instant) : `${date.toLocaleDateString("en-GB", { day: "numeric", month: "short" })}, ${time(instant)}`;
}

export const memory = (bytes) => `${(bytes / 1048576).toFixed(0)} MB`;
