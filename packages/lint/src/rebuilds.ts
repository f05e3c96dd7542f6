import type { SqlSyntax } from "@atlas/core";
import { isKeyword, significantTokens } from "@atlas/sql";
import type { LintFile, LintStatement } from "./analyzer.ts";
import type { ModelChange } from "./change.ts";
import { diffTables } from "./table-diff.ts";

/**
 * A file of SQLite in which tables are changed by building them anew – `CREATE TABLE new_t`, `INSERT … SELECT`,
 * `DROP TABLE t`, `ALTER TABLE new_t RENAME TO t` – as if each were one change of the table, at the first of these
 * statements. Whatever stands between them stays.
 */
export function mergeRebuilds(file: LintFile, syntax: SqlSyntax): LintFile {
  const statements = [...file.statements];
  for (let at = 0; at < statements.length; at++) mergeAt(statements, at, syntax);
  return { ...file, statements };
}

function mergeAt(statements: LintStatement[], at: number, syntax: SqlSyntax): void {
  const created = statements[at]?.changes[0];
  if (created?.type !== "add_table") return;
  const draft = created.table.name;
  const copy = statements.findIndex((each, index) => index > at && isCopyInto(each.text, draft, syntax));
  if (copy < 0) return;
  const drop = statements.findIndex(
    ({ changes }, index) => index > copy && changes[0]?.type === "drop_table",
  );
  const dropped = statements[drop]?.changes[0];
  if (dropped?.type !== "drop_table") return;
  const rename = statements.findIndex(
    ({ changes }, index) => index > drop && isRename(changes, draft, dropped.table.name),
  );
  const [first, last] = [statements[at], statements[rename]];
  if (!first || !last) return;
  const from = dropped.table;
  const to = last.to.tables.find(({ name }) => name === from.name);
  if (!to) return;
  const changes = diffTables(from, to);
  const merged: readonly ModelChange[] =
    changes.length === 0 ? [] : [{ type: "modify_table", from, to, changes }];
  statements[at] = { ...first, changes: merged };
  for (const index of [drop, rename]) {
    const statement = statements[index];
    if (statement) statements[index] = { ...statement, changes: [] };
  }
}

/** The new table takes the name of the old one: told as a rename, or as one that goes and one that comes. */
function isRename(changes: readonly ModelChange[], draft: string, name: string): boolean {
  if (
    changes.some((each) => each.type === "rename_table" && each.from.name === draft && each.to.name === name)
  )
    return true;
  return (
    changes.some((each) => each.type === "drop_table" && each.table.name === draft) &&
    changes.some((each) => each.type === "add_table" && each.table.name === name)
  );
}

function isCopyInto(text: string, table: string, syntax: SqlSyntax): boolean {
  const tokens = significantTokens(text, syntax);
  if (!isKeyword(tokens[0], "INSERT")) return false;
  const into = tokens.findIndex((token) => isKeyword(token, "INTO"));
  const name = tokens[into + 1];
  if (into < 0 || !name || !tokens.some((token) => isKeyword(token, "SELECT"))) return false;
  const bare = name.kind === "identifier" ? name.text.slice(1, -1) : name.text;
  return bare.toLowerCase() === table.toLowerCase();
}
