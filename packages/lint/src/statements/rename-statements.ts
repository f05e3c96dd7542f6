import type { SqlSyntax } from "@atlas/core";
import { isKeyword, type Token } from "@atlas/sql";
import { splitList, TokenReader, type WrittenName } from "./names.ts";

/** What a statement gives another name. */
export type WrittenRename =
  | { readonly kind: "schema"; readonly from: string; readonly to: string }
  /** A table, or a view, sequence, index or type: `ALTER TABLE` renames most of them. */
  | { readonly kind: "object"; readonly from: WrittenName; readonly to: WrittenName }
  | {
      readonly kind: "column" | "index" | "constraint";
      readonly table: WrittenName;
      readonly from: string;
      readonly to: string;
    };

/** All names that a statement changes, in its order; none where it is not understood. Never throws. */
export function renamesOf(text: string, syntax: SqlSyntax): readonly WrittenRename[] {
  if (!/\b(?:RENAME|CHANGE|SET\s+SCHEMA)\b/i.test(text)) return [];
  const reader = TokenReader.of(text, syntax);
  if (isMixed(reader.tokens)) return [];
  if (reader.take("RENAME")) return reader.takeOne("TABLE", "TABLES") ? renameTables(reader) : [];
  if (!reader.take("ALTER")) return [];
  while (reader.takeOne("ONLINE", "IGNORE", "FOREIGN"));
  if (reader.take("TABLE")) return alterTable(reader);
  if (reader.take("SCHEMA")) return alterSchema(reader);
  if (reader.takeOne("MATERIALIZED", "TEXT") && !reader.take("VIEW")) reader.take("SEARCH");
  reader.name();
  return alterOther(reader);
}

/** Whether other statements follow in one text, and may drop what was renamed and make another of that name. */
function isMixed(tokens: readonly Token[]): boolean {
  const end = tokens.findIndex(({ kind, text }) => kind === "symbol" && text === ";");
  const more = end < 0 ? [] : tokens.slice(end + 1);
  const words = ["DROP", "ADD", "CREATE", "CALL", "DO", "EXECUTE", "SELECT"];
  return more.some((token) => words.some((word) => isKeyword(token, word)));
}

/** `RENAME TABLE a TO b, c TO d`. */
function renameTables(reader: TokenReader): readonly WrittenRename[] {
  const renames: WrittenRename[] = [];
  reader.take("IF", "EXISTS");
  do {
    const from = reader.path();
    if (reader.take("WAIT")) reader.at++;
    else reader.take("NOWAIT");
    const to = reader.take("TO") ? reader.path() : undefined;
    if (!from || !to) return [];
    renames.push({ kind: "object", from, to });
  } while (reader.takeSymbol(","));
  return renames;
}

function alterTable(reader: TokenReader): readonly WrittenRename[] {
  reader.take("IF", "EXISTS");
  reader.take("ONLY");
  const table = reader.path();
  if (!table) return [];
  reader.takeSymbol("*");
  if (reader.take("WAIT")) reader.at++;
  else reader.take("NOWAIT");
  return splitList(reader.tokens.slice(reader.at)).flatMap((action) =>
    tableAction(action, table, reader.syntax),
  );
}

function tableAction(
  action: readonly Token[],
  table: WrittenName,
  syntax: SqlSyntax,
): readonly WrittenRename[] {
  const reader = new TokenReader(action, syntax);
  if (reader.take("CHANGE")) {
    reader.take("COLUMN");
    reader.take("IF", "EXISTS");
    return part("column", table, reader.name(), reader.name());
  }
  if (reader.take("SET", "SCHEMA")) return moved(table, reader.name());
  if (!reader.take("RENAME")) return [];
  const kind = partKind(reader);
  if (kind) {
    reader.take("IF", "EXISTS");
    const from = reader.name();
    return reader.take("TO") ? part(kind, table, from, reader.name()) : [];
  }
  const isTable = reader.takeOne("TO", "AS") !== undefined || reader.takeSymbol("=");
  const first = reader.path();
  // The word COLUMN may be left out.
  if (!isTable && reader.take("TO")) return part("column", table, first?.name, reader.name());
  return first ? [{ kind: "object", from: table, to: first }] : [];
}

/** The word for what is renamed, unless it is itself the name of a column. */
function partKind(reader: TokenReader): "column" | "index" | "constraint" | undefined {
  const word = reader.takeOne("COLUMN", "INDEX", "KEY", "CONSTRAINT");
  if (word === undefined) return undefined;
  const next = reader.tokens[reader.at + 1];
  if (reader.current?.text.toUpperCase() === "TO" && next?.text.toUpperCase() !== "TO") {
    reader.at--;
    return undefined;
  }
  return word === "COLUMN" ? "column" : word === "CONSTRAINT" ? "constraint" : "index";
}

function part(
  kind: "column" | "index" | "constraint",
  table: WrittenName,
  from: string | undefined,
  to: string | undefined,
): readonly WrittenRename[] {
  return from === undefined || to === undefined || from === to ? [] : [{ kind, table, from, to }];
}

function alterSchema(reader: TokenReader): readonly WrittenRename[] {
  const from = reader.name();
  const to = reader.take("RENAME", "TO") ? reader.name() : undefined;
  return from === undefined || to === undefined ? [] : [{ kind: "schema", from, to }];
}

/** `ALTER INDEX i RENAME TO j`, `ALTER VIEW v RENAME COLUMN a TO b`, `ALTER FUNCTION f(integer) SET SCHEMA s`. */
function alterOther(reader: TokenReader): readonly WrittenRename[] {
  reader.take("IF", "EXISTS");
  const from = reader.path();
  if (!from) return [];
  reader.group();
  if (reader.take("SET", "SCHEMA")) return moved(from, reader.name());
  if (!reader.take("RENAME", "TO")) return [];
  const to = reader.path();
  return to ? [{ kind: "object", from, to }] : [];
}

function moved(from: WrittenName, schema: string | undefined): readonly WrittenRename[] {
  return schema === undefined ? [] : [{ kind: "object", from, to: { schema, name: from.name } }];
}
