import type { Model, SqlSyntax } from "@atlas/core";
import type { ModelChange } from "./change.ts";
import { diffModels } from "./model-diff.ts";
import { means, TokenReader } from "./statements/names.ts";
import { renamesOf } from "./statements/rename-statements.ts";
import { fixChanges } from "./statements/renames.ts";

/** What one statement changed: the differences of the models around it, in the light of its words. */
export function changesOf(
  from: Model,
  to: Model,
  statement: string,
  syntax: SqlSyntax,
): readonly ModelChange[] {
  return withReplaced(fixChanges(diffModels(from, to), statement, syntax), to, from, statement, syntax);
}

/** `CREATE OR REPLACE TABLE` of MariaDB: whatever the new table is like, the rows of the old one are lost. */
function withReplaced(
  changes: readonly ModelChange[],
  to: Model,
  from: Model,
  statement: string,
  syntax: SqlSyntax,
): readonly ModelChange[] {
  const reader = TokenReader.of(/\bREPLACE\b/i.test(statement) ? statement : "", syntax);
  const name = reader.take("CREATE", "OR", "REPLACE", "TABLE") ? reader.path() : undefined;
  if (!name) return changes;
  const [old, fresh] = [from, to].map(({ tables }) => tables.find((table) => means(name, table, syntax)));
  if (!old || !fresh) return changes;
  return [
    { type: "drop_table", table: old },
    // Another table, even where it is like the old one.
    { type: "add_table", table: { ...fresh } },
    ...changes.filter((change) => change.type !== "modify_table" || change.to !== fresh),
  ];
}

/** Changes of several statements with what the words of one give another name. */
export function withRenamesOf(
  changes: readonly ModelChange[],
  statement: string,
  syntax: SqlSyntax,
): readonly ModelChange[] {
  return renamesOf(statement, syntax).length === 0 ? changes : fixChanges(changes, statement, syntax);
}
