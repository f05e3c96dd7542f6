import type { SqlSyntax } from "@atlas/core";
import { isKeyword } from "@atlas/sql";
import type { LintFile, LintStatement } from "./analyzer.ts";
import type { ModelChange } from "./change.ts";
import { isSameName, TokenReader } from "./statements/names.ts";
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
  const rename = statements.findIndex(
    ({ changes }, index) => index > at && nameTaken(changes, draft) !== undefined,
  );
  const name = nameTaken(statements[rename]?.changes ?? [], draft);
  if (name === undefined) return;
  const drop = statements.findIndex(
    ({ changes: [only] }, index) =>
      index > at && index < rename && only?.type === "drop_table" && only.table.name === name,
  );
  const dropped = statements[drop]?.changes[0];
  // Without its rows the table is lost.
  const isCopied = statements
    .slice(at + 1, Math.max(drop, 0))
    .some(({ text }) => copies(text, name, draft, syntax));
  if (dropped?.type !== "drop_table" || !isCopied) return;
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

/** The name that the new table takes: told as a rename, or as one that goes and one that comes. */
function nameTaken(changes: readonly ModelChange[], draft: string): string | undefined {
  for (const change of changes)
    if (change.type === "rename_table" && change.from.name === draft) return change.to.name;
  const isGone = changes.some((change) => change.type === "drop_table" && change.table.name === draft);
  const fresh = isGone ? changes.find((change) => change.type === "add_table") : undefined;
  return fresh?.type === "add_table" ? fresh.table.name : undefined;
}

/** `INSERT INTO draft … SELECT … FROM table`. */
function copies(text: string, table: string, draft: string, syntax: SqlSyntax): boolean {
  const reader = TokenReader.of(text, syntax);
  if (!reader.takeOne("INSERT", "REPLACE")) return false;
  if (reader.take("OR")) reader.at++;
  if (!reader.take("INTO") || !isSameName(reader.path()?.name ?? "", draft, syntax)) return false;
  return reader.tokens.some((token, index) => {
    if (index < reader.at || !isKeyword(token, "FROM")) return false;
    const source = new TokenReader(reader.tokens.slice(index + 1), syntax);
    return isSameName(source.path()?.name ?? "", table, syntax);
  });
}
