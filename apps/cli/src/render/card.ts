import {
  type Advice,
  adviceText,
  type Blocks,
  refKey,
  sizeText,
  type Step,
  type TableSize,
} from "@atlas/core";
import type { Proposal } from "@atlas/workflows";
import type { Terminal } from "../terminal.ts";

const blocking: Readonly<Record<Exclude<Blocks, "nothing">, string>> = {
  ddl: "other schema changes",
  writes: "writes",
  everything: "reads and writes",
};

/** What a person must know of a statement before saying yes; no lines when it harms nobody. */
export function cardLines(
  step: Step,
  sizes: readonly TableSize[],
  advice: readonly Advice[] = [],
  canRollBack = true,
): readonly string[] {
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
  for (const one of advice) lines.push(adviceText(one));
  for (const remark of step.remarks ?? []) lines.push(remark);
  for (const lost of step.loses) lines.push(`loses ${lost}, for good`);
  // What frames a plan and changes nothing itself, such as a pragma, has no source.
  if (canRollBack && !step.transactional && step.sources.length > 0)
    lines.push("runs outside a transaction: it cannot be rolled back");
  return lines;
}

/** The card of a statement on a terminal, under its text. */
export function showCard(
  step: Step,
  { plan, sizes, advice, dialect }: Pick<Proposal, "plan" | "sizes" | "advice" | "dialect">,
  terminal: Terminal,
): readonly string[] {
  const own = advice.filter((one) => plan.steps[one.step] === step);
  const warnings = new Set(own.map((one) => adviceText(one)));
  return cardLines(step, sizes, own, dialect.features.transactionalDdl).map((line) =>
    terminal.style("out", line.startsWith("loses ") || warnings.has(line) ? "yellow" : "dim", `   · ${line}`),
  );
}
