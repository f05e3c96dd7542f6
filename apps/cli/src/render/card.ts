import { type Blocks, refKey, type Step, type TableSize } from "@atlas/core";
import type { Terminal } from "../terminal.ts";

const blocking: Readonly<Record<Exclude<Blocks, "nothing">, string>> = {
  ddl: "other schema changes",
  writes: "writes",
  everything: "reads and writes",
};

/** What a person must know of a statement before saying yes; no lines when it harms nobody. */
export function cardLines(step: Step, sizes: readonly TableSize[]): readonly string[] {
  const lines: string[] = [];
  const table = step.table;
  if (table) {
    const key = refKey(table);
    const size = sizes.find((entry) => refKey(entry.table) === key);
    const name = `"${table.schema === "" ? "" : `${table.schema}.`}${table.name}"${size ? ` (${sizeText(size)})` : ""}`;
    if (step.blocks !== "nothing") lines.push(`blocks ${blocking[step.blocks]} on ${name} while it runs`);
    if (step.rewrites) lines.push(`rewrites all of ${name}: time and disk space grow with it`);
    if (step.scans) lines.push(`reads all of ${name} while it blocks`);
  }
  for (const lost of step.loses) lines.push(`loses ${lost}, for good`);
  // What frames a plan and changes nothing itself, such as a pragma, has no source.
  if (!step.transactional && step.sources.length > 0)
    lines.push("runs outside a transaction: it cannot be rolled back");
  return lines;
}

/** The card of a statement on a terminal, under its text. */
export function showCard(step: Step, sizes: readonly TableSize[], terminal: Terminal): readonly string[] {
  return cardLines(step, sizes).map((line) =>
    terminal.style("out", line.startsWith("loses ") ? "yellow" : "dim", `   · ${line}`),
  );
}

function sizeText(size: TableSize): string {
  const rows = size.rows === undefined ? "" : `, about ${size.rows.toLocaleString("en-US")} rows`;
  return `${bytesText(size.sizeBytes)}${rows}`;
}

/** A size for people, in powers of 1024: `8 kB`, `1.5 GB`. */
export function bytesText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${value >= 10 || unit === 0 ? Math.round(value) : Math.round(value * 10) / 10} ${units[unit]}`;
}
