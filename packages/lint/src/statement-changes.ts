import type { Model, SqlSyntax } from "@atlas/core";
import type { ModelChange } from "./change.ts";
import { diffModels } from "./model-diff.ts";
import { fixChanges } from "./statements/renames.ts";

/** What one statement changed: the differences of the models around it, in the light of its words. */
export function changesOf(
  from: Model,
  to: Model,
  statement: string,
  syntax: SqlSyntax,
): readonly ModelChange[] {
  return fixChanges(diffModels(from, to), statement, syntax);
}

/** Changes of several statements in the light of the words of one. */
export function withWordsOf(
  changes: readonly ModelChange[],
  statement: string,
  syntax: SqlSyntax,
): readonly ModelChange[] {
  return fixChanges(changes, statement, syntax);
}
