import type { SqlSyntax } from "@atlas/core";
import { isKeyword, type Token } from "@atlas/sql";
import { topLevel } from "./fills.ts";
import { nameOf, splitList, TokenReader, type WrittenName } from "./names.ts";

/** A column whose definition says `REFERENCES`, instead of a foreign key of the table. */
export interface InlineReference {
  readonly table: WrittenName;
  readonly column: string;
}

/** What begins a part of a table that is no column. */
const otherParts = [
  "CONSTRAINT",
  "FOREIGN",
  "PRIMARY",
  "UNIQUE",
  "INDEX",
  "KEY",
  "CHECK",
  "FULLTEXT",
  "SPATIAL",
  "LIKE",
  "PERIOD",
  "EXCLUDE",
];

/** All of them in `CREATE TABLE` and in what `ALTER TABLE` adds or changes. Never throws. */
export function inlineReferences(text: string, syntax: SqlSyntax): readonly InlineReference[] {
  if (!/\bREFERENCES\b/i.test(text)) return [];
  const reader = TokenReader.of(text, syntax);
  const isNew = reader.take("CREATE");
  if (isNew) {
    if (reader.take("OR")) reader.take("REPLACE");
    while (reader.takeOne("TEMPORARY", "TEMP", "UNLOGGED"));
  } else if (!reader.take("ALTER")) return [];
  while (reader.takeOne("ONLINE", "IGNORE"));
  if (!reader.take("TABLE")) return [];
  if (!reader.take("IF", "NOT", "EXISTS")) reader.take("IF", "EXISTS");
  reader.take("ONLY");
  const table = reader.path();
  if (!table) return [];
  const definitions = isNew
    ? splitList(reader.group() ?? [])
    : splitList(reader.tokens.slice(reader.at)).flatMap((action) => addedColumns(action, syntax));
  return definitions.flatMap((definition) => {
    const [name] = definition;
    if (!name || !isColumn(name) || topLevel(definition, "REFERENCES") === undefined) return [];
    return [{ table, column: nameOf(name, syntax) }];
  });
}

/** Definitions of `ADD c …`, `ADD (c …, d …)`, `MODIFY c …` and `CHANGE c d …`. */
function addedColumns(action: readonly Token[], syntax: SqlSyntax): readonly (readonly Token[])[] {
  const reader = new TokenReader(action, syntax);
  const verb = reader.takeOne("ADD", "MODIFY", "CHANGE");
  if (verb === undefined) return [];
  reader.take("COLUMN");
  if (!reader.take("IF", "NOT", "EXISTS")) reader.take("IF", "EXISTS");
  if (verb === "CHANGE") reader.name();
  const list = reader.group();
  return list ? splitList(list) : [reader.tokens.slice(reader.at)];
}

function isColumn(token: Token): boolean {
  if (token.kind === "identifier") return true;
  return token.kind === "word" && !otherParts.some((word) => isKeyword(token, word));
}
