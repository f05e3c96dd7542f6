import { type Dialect, scriptText, type Step } from "@atlas/core";
import type { Terminal } from "../terminal.ts";

/**
 * Statements, each under a comment that says what it does. Where no transaction can hold them all, a directive says
 * so first, as in a migration file; not for families in which none ever can.
 */
export function sqlText(steps: readonly Step[], { features }: Pick<Dialect, "features">): string {
  // What frames a plan and changes nothing itself, such as a pragma, has no source.
  const isFree =
    features.transactionalDdl && steps.some((step) => !step.transactional && step.sources.length > 0);
  const statements = steps.map((step) => `${commentLine(step)}\n${scriptText(step)}`);
  return `${isFree ? "-- atlas:txmode none\n\n" : ""}${statements.join("")}`;
}

/** The plan as it stands before the question whether to apply it. */
export function planText(
  steps: readonly Step[],
  terminal: Terminal,
  cardOf: (step: Step) => readonly string[],
): string {
  const parts = steps.map((step) => {
    const card = cardOf(step).map((line) => `${line}\n`);
    return `${terminal.style("out", "dim", commentLine(step))}\n${statementText(step)}\n${card.join("")}`;
  });
  return `${terminal.style("out", "dim", "-- Planned Changes:")}\n${parts.join("")}`;
}

function commentLine(step: Step): string {
  return `-- ${step.comment.charAt(0).toUpperCase()}${step.comment.slice(1)}`;
}

/** A compound body may end with its own delimiter. */
function statementText(step: Step): string {
  return step.sql.endsWith(";") ? step.sql : `${step.sql};`;
}
