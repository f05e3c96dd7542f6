import type { TableSize } from "./driver.ts";
import type { Plan, Step } from "./plan.ts";
import { defaultThresholds, type Policy } from "./policy.ts";
import { type Ref, refKey } from "./state.ts";

/** What a step would do to a large table, and how to avoid it. */
export interface Advice {
  /** Index of the step. */
  readonly step: number;
  readonly table: Ref;
  /** Settings of `diff` that avoid it; empty: there is none. */
  readonly avoidedBy: readonly string[];
  /** A sentence for people without its end: what waits for what. */
  readonly effect: string;
}

/**
 * Advice on the steps of a plan that hold others up as long as it takes to go through a large table.
 *
 * @param sizes - of the tables as they are; of others nothing is said.
 */
export function adviceOn(
  plan: Pick<Plan, "steps">,
  sizes: readonly TableSize[],
  policy: Policy,
): readonly Advice[] {
  const limits = { ...defaultThresholds, ...policy.thresholds };
  const large = new Map(
    sizes
      .filter(({ sizeBytes, rows = 0 }) => sizeBytes >= limits.sizeBytes || rows >= limits.rows)
      .map((size) => [refKey(size.table), size]),
  );
  return plan.steps.flatMap((step, index): readonly Advice[] => {
    const size = step.table && large.get(refKey(step.table));
    if (!size || !holdsUp(step)) return [];
    // A rewrite stays one whatever else the statement does.
    const avoidedBy = step.rewrites ? [] : (step.avoidedBy ?? []);
    return [{ step: index, table: size.table, avoidedBy, effect: effectOf(step, size) }];
  });
}

/**
 * `builds the index while writes to "orders" (12 GB) wait; diff.concurrent_index avoids that`.
 *
 * @param prefix - where the settings stand, with a dot at its end.
 */
export function adviceText({ effect, avoidedBy }: Advice, prefix = "diff."): string {
  if (avoidedBy.length === 0) return `${effect}; no setting avoids that`;
  const settings = avoidedBy.map((name) => prefix + name).join(" with ");
  return `${effect}; ${settings} avoids that`;
}

function holdsUp(step: Step): boolean {
  return (step.scans || step.rewrites) && (step.blocks === "writes" || step.blocks === "everything");
}

function effectOf(step: Step, size: TableSize): string {
  const { schema, name } = size.table;
  const table = `"${schema === "" ? "" : `${schema}.`}${name}" (${sizeText(size)})`;
  const work = step.rewrites
    ? "rewrites the table"
    : step.comment.startsWith("create index ")
      ? "builds the index"
      : "reads the whole table";
  return `${work} while ${step.blocks === "writes" ? "writes to" : "reads and writes of"} ${table} wait`;
}

/** `12 GB, about 3,000 rows`. */
export function sizeText(size: TableSize): string {
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
