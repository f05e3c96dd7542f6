import type { DraftStep, StepSource } from "@atlas/core";
import { commentStep, ident, qualified } from "../../text.ts";
import { type Index, partRef, type Table, type TablePart } from "./model.ts";
import { smallStep } from "./step.ts";

/** What no definition can say: comments of parts and of indexes below them, statistics targets of indexes. */
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
  if (to.kind === "index") {
    const before = from?.kind === "index" ? from : undefined;
    return [
      ...statisticsSteps(table, before, to, source),
      ...step(index, "index", from?.comment, to.comment),
    ];
  }
  return [
    ...step(`CONSTRAINT ${ident(to.name)} ON ${qualified(table)}`, "constraint", from?.comment, to.comment),
    ...step(index, "index", indexCommentOf(from), indexCommentOf(to)),
  ];
}

function statisticsSteps(
  table: Table,
  from: Index | undefined,
  to: Index,
  source: StepSource,
): readonly DraftStep[] {
  const before = new Map(from?.statistics.map(({ key, target }) => [key, target]));
  const after = new Map(to.statistics.map(({ key, target }) => [key, target]));
  const set = (key: number, target: number | undefined): string =>
    `ALTER INDEX ${qualified({ schema: table.schema, name: to.name })} ALTER COLUMN ${key} SET STATISTICS ${target ?? -1}`;
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) =>
      smallStep(table, source, {
        sql: set(key, after.get(key)),
        comment: `modify index ${JSON.stringify(to.name)} on table: ${JSON.stringify(table.name)}`,
        undo: [set(key, before.get(key))],
      }),
    );
}

function indexCommentOf(part: TablePart | undefined): string | undefined {
  return part && "indexComment" in part ? part.indexComment : undefined;
}
