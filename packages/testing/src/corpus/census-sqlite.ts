import { tokenize, type Token, withoutIdleParentheses } from "./sqlite-tokens.ts";
import type { Row, TestDatabase } from "../databases.ts";
import type { Census } from "./census-postgres.ts";

/**
 * Everything SQLite knows of its schema: pragmas, and what only the text of statements tells (checks,
 * generated columns, collations, names, conflict clauses), read past the dialect under test.
 *
 * Left out: the order of columns, and how names are quoted, cased keywords and white space written.
 */
export async function censusOfSqlite(database: TestDatabase): Promise<Census> {
  const query = async (sql: string): Promise<readonly Row[]> => (await database.raw(sql))[0] ?? [];
  const list = (await query("PRAGMA main.table_list")).filter(
    (row) => row["schema"] === "main" && !String(row["name"]).startsWith("sqlite_"),
  );
  const census: Record<string, string[]> = { tables: list.map((row) => JSON.stringify(row)) };
  const note = (topic: string, value: unknown): void =>
    void (census[topic] ??= []).push(JSON.stringify(value));

  for (const { name } of list) {
    const table = String(name);
    const argument = `'${table.replaceAll("'", "''")}'`;
    for (const { cid: _position, ...column } of await query(`PRAGMA table_xinfo(${argument})`))
      note("columns", {
        table,
        ...column,
        type: words(column["type"]),
        dflt_value: column["dflt_value"] === null ? null : words(column["dflt_value"]),
      });
    for (const { id: _id, ...key } of await query(`PRAGMA foreign_key_list(${argument})`))
      note("foreign keys", { table, ...key });
    for (const { seq: _place, ...index } of await query(`PRAGMA index_list(${argument})`)) {
      const isAutomatic = String(index["name"]).startsWith("sqlite_autoindex_");
      const parts = await query(`PRAGMA index_xinfo('${String(index["name"]).replaceAll("'", "''")}')`);
      note("indexes", {
        table,
        ...index,
        ...(isAutomatic && { name: "" }),
        parts: parts.map(({ cid: _cid, ...part }) => part),
      });
    }
  }
  const objects = await query(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
  );
  for (const { type, name, tbl_name: table, sql } of objects) {
    const tokens = withoutIdleParentheses(tokenize(String(sql)));
    if (type === "table") for (const fact of factsOfTable(tokens)) note("clauses", [name, ...fact]);
    else note("statements", [type, name, table, statement(tokens)]);
  }
  return Object.fromEntries(Object.entries(census).map(([topic, lines]) => [topic, lines.toSorted()]));
}

/** Without what a trigger has anyway: BEFORE and FOR EACH ROW. */
function statement(tokens: readonly Token[]): string {
  const text = tokens.map((token) => token.text).join(" ");
  if (tokens[1]?.text !== "trigger" || tokens[1].isName) return text;
  return text.replace(" for each row ", " ").replace(/^(create trigger .*?) before (?=insert|update|delete)/, "$1 ");
}

/** What no pragma tells of a table, wherever in the statement it is written. */
function factsOfTable(tokens: readonly Token[]): readonly (readonly string[])[] {
  const facts: string[][] = [];
  const text = (index: number): string => tokens[index]?.text ?? "";
  for (const [index, token] of tokens.entries()) {
    if (token.isName) continue;
    if (token.text === "check" || (token.text === "as" && text(index + 1) === "("))
      facts.push([token.text, group(tokens, index + 1)]);
    else if (token.text === "constraint") facts.push(["constraint", text(index + 1), clauseOf(text(index + 2))]);
    else if (token.text === "collate") facts.push(["collate", text(index + 1)]);
    else if (token.text === "conflict") facts.push(["conflict", text(index + 1)]);
    else if (token.text === "deferrable")
      facts.push([text(index - 1) === "not" ? "not deferrable" : "deferrable", text(index + 2)]);
    else if (token.text === "autoincrement") facts.push(["autoincrement"]);
  }
  return facts;
}

/** A foreign key is the same one with its column and behind all columns. */
function clauseOf(word: string): string {
  return word === "references" ? "foreign" : word;
}

/** Without white space, comments and the case of words, which mean nothing in types and defaults. */
function words(text: unknown): string {
  return tokenize(String(text))
    .map((token) => token.text)
    .join(" ");
}

/** What stands inside the parentheses that open there. */
function group(tokens: readonly Token[], start: number): string {
  let depth = 0;
  let end = start;
  for (; end < tokens.length; end++) {
    if (tokens[end]?.text === "(") depth++;
    if (tokens[end]?.text === ")" && --depth === 0) break;
  }
  return tokens
    .slice(start + 1, end)
    .map((token) => token.text)
    .join(" ");
}
