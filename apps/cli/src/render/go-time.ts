const nsOfMs = 1_000_000;

/** Nanoseconds as Go prints it: `2.521007ms`, `1.2s`, `1m3s`. */
export function goDuration(ns: number): string {
  if (ns <= 0) return "0s";
  if (ns < 1_000) return `${ns}ns`;
  if (ns < nsOfMs) return `${fraction(ns, 1_000)}µs`;
  if (ns < 1_000 * nsOfMs) return `${fraction(ns, nsOfMs)}ms`;
  const seconds = 1_000 * nsOfMs;
  const minutes = Math.floor(ns / (60 * seconds));
  const rest = `${fraction(ns - minutes * 60 * seconds, seconds)}s`;
  if (minutes === 0) return rest;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m${rest}` : `${hours}h${minutes % 60}m${rest}`;
}

/** A whole number of units with its fraction, without zeros at the end. */
function fraction(ns: number, unit: number): string {
  const digits = String(unit).length - 1;
  const rest = String(ns % unit)
    .padStart(digits, "0")
    .replace(/0+$/, "");
  return `${Math.floor(ns / unit)}${rest === "" ? "" : `.${rest}`}`;
}

/** A part of the time line: two moments in RFC 3339. */
export interface Span {
  readonly startedAt: string;
  readonly endedAt: string;
}

/** How long it took, in nanoseconds. */
export function elapsedNs({ startedAt, endedAt }: Span): number {
  const [start, end] = [momentOf(startedAt), momentOf(endedAt)];
  return (end.secondMs - start.secondMs) * nsOfMs + end.ns - start.ns;
}

/** A second, in milliseconds since the epoch, and the nanoseconds of its fraction: one number could not hold both. */
function momentOf(time: string): { readonly secondMs: number; readonly ns: number } {
  const [, second = "", digits = "", zone = ""] = /^([^.Z+]*)(?:\.(\d+))?(.*)$/.exec(time) ?? [];
  return { secondMs: Date.parse(`${second}${zone}`), ns: Number(digits.padEnd(9, "0").slice(0, 9)) };
}

/** A moment as Go's JSON has it: RFC 3339 with as much of its fraction as there is. */
export function goTime(time: string): string {
  return time.replace(/\.(\d*?)0*(?=Z|[+-]|$)/, (_, digits: string) => (digits === "" ? "" : `.${digits}`));
}
