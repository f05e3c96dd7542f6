import type { DraftStep, StepSource } from "@atlas/core";
import { commentStep, ident, qualified } from "../../text.ts";
import { partRef, type Table, type TablePart } from "./model.ts";

/** Comments of an index, of a constraint, and of the index below a constraint. */
export function partCommentSteps(
  table: Table,
  from: TablePart | undefined,
  to: TablePart,
  source: StepSource,
): readonly DraftStep[] {
  const ref = partRef(table, to);
  const name = JSON.stringify(to.name);
  const on = `on table: ${JSON.stringify(table.name)}`;
  const index = `INDEX ${qualified({ schema: table.schema, name: to.name })}`;
  const step = (
    what: string,
    kind: string,
    before: string | undefined,
    after: string | undefined,
  ): readonly DraftStep[] =>
    (before ?? "") === (after ?? "")
      ? []
      : [commentStep(what, `${kind}: ${name} ${on}`, ref, after, before, source.change, source.subject)];
  if (to.kind === "index") return step(index, "index", from?.comment, to.comment);
  return [
    ...step(`CONSTRAINT ${ident(to.name)} ON ${qualified(table)}`, "constraint", from?.comment, to.comment),
    ...step(index, "index", indexCommentOf(from), indexCommentOf(to)),
  ];
}

function indexCommentOf(part: TablePart | undefined): string | undefined {
  return part && "indexComment" in part ? part.indexComment : undefined;
}
