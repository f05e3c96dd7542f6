import { type DraftStep, refOf } from "@atlas/core";
import { commentStep, ident, qualified } from "../text.ts";
import type { Relation, RelationWords } from "./relation-access.ts";

/** Comments on a relation and its columns, where they differ; `from` is `undefined` for a new one. */
export function relationCommentSteps(
  from: Relation | undefined,
  to: Relation,
  { keyword, noun }: RelationWords,
  change: string,
): readonly DraftStep[] {
  const ref = refOf(to);
  const name = qualified(to);
  const previous = new Map(from?.columns.map((column) => [column.name, column.comment]));
  const step = (what: string, title: string, comment?: string, before?: string): readonly DraftStep[] =>
    (before ?? "") === (comment ?? "") ? [] : [commentStep(what, title, ref, comment, before, change)];
  return [
    ...step(`${keyword} ${name}`, `${noun}: "${to.name}"`, to.comment, from?.comment),
    ...to.columns.flatMap((column) =>
      step(
        `COLUMN ${name}.${ident(column.name)}`,
        `column: "${column.name}" on ${noun}: "${to.name}"`,
        column.comment,
        previous.get(column.name),
      ),
    ),
  ];
}
