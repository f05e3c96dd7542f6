import type { Ref } from "@atlas/core";
import { ident } from "../text.ts";
import { bodyKey, bodyText, readerBehindName, type Scripted, scriptedKind } from "./scripted.ts";

export interface View extends Scripted {
  readonly kind: "view";
  /** Names in parentheses behind that of the view; empty: the query names them. */
  readonly columns: readonly string[];
  /** The query, as its author wrote it. */
  readonly definition: string;
}

export const viewKind = scriptedKind<View>({
  name: "view",
  createSql: ({ name, columns, definition }, indent) =>
    `CREATE VIEW ${ident(name)} ${listSql(columns, indent)}AS ${definition}`,
  key: ({ columns, definition }) => [columns, bodyKey(definition)],
});

/** The view that a statement of `sqlite_schema` makes. */
export function parseView(name: string, sql: string, uses: readonly Ref[]): View {
  const reader = readerBehindName("view", sql);
  const columns = reader.isSymbol("(") ? reader.names() : [];
  reader.expect("AS");
  return { kind: "view", schema: "", name, columns, definition: bodyText(reader, sql), uses };
}

function listSql(columns: readonly string[], indent: string): string {
  if (columns.length === 0) return "";
  if (indent === "") return `(${columns.map(ident).join(", ")}) `;
  return `(\n${columns.map((column) => indent + ident(column)).join(",\n")}\n) `;
}
