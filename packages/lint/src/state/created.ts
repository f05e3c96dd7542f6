import type { SqlSyntax } from "@atlas/core";
import type { Token } from "@atlas/sql";
import { groupEnd, nameOf, splitList, TokenReader } from "../statements/names.ts";

/** What a statement makes, with where its definition stands in the statement. */
export interface CreatedObject {
  readonly kind: string;
  /** `undefined`: the statement does not say. */
  readonly schema: string | undefined;
  /** Empty: it belongs to none. */
  readonly table: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const kinds: Readonly<Record<string, string>> = {
  TABLE: "table",
  VIEW: "view",
  FUNCTION: "function",
  PROCEDURE: "procedure",
  TRIGGER: "trigger",
  INDEX: "index",
  SEQUENCE: "sequence",
  TYPE: "enum",
  DOMAIN: "domain",
  POLICY: "policy",
  EVENT: "event",
  SCHEMA: "schema",
  DATABASE: "schema",
  ROLE: "role",
};

const constraints: Readonly<Record<string, string>> = {
  FOREIGN: "foreign_key",
  CHECK: "check",
  UNIQUE: "index",
  KEY: "index",
  INDEX: "index",
};

/** What a CREATE statement makes, the parts of a table included; nothing of any other. Never throws. */
export function createdBy(text: string, syntax: SqlSyntax): readonly CreatedObject[] {
  const reader = TokenReader.of(text, syntax);
  if (!reader.take("CREATE")) return [];
  const isMaterialized = reader.tokens.some((token, at) => at < 5 && /^materialized$/i.test(token.text));
  // Words such as OR REPLACE and DEFINER = `a`@`b` stand between.
  const at = reader.tokens.findIndex(
    (token, index) => index > 0 && index < 16 && token.kind === "word" && token.text.toUpperCase() in kinds,
  );
  if (at < 0) return [];
  reader.at = at + 1;
  const word = reader.tokens[at]?.text.toUpperCase() ?? "";
  const kind = word === "VIEW" && isMaterialized ? "materialized" : (kinds[word] ?? "");
  reader.take("CONCURRENTLY");
  reader.take("IF", "NOT", "EXISTS");
  const path = reader.path();
  if (!path) return [];
  const isPart = ["index", "trigger", "policy"].includes(kind);
  const on = isPart ? tableBehindOn(reader) : undefined;
  const end = text.length;
  const schema = isPart ? on?.schema : path.schema;
  const own = { kind, schema, table: on?.name ?? "", name: path.name, start: 0, end };
  return kind === "table" ? [own, ...partsOf(reader, path, syntax)] : [own];
}

/** `… ON [ONLY] table`, not `INSERT ON`, which no statement has. */
function tableBehindOn(reader: TokenReader): { readonly schema?: string; readonly name: string } | undefined {
  while (!reader.isDone && !reader.take("ON")) reader.at++;
  reader.take("ONLY");
  return reader.path();
}

function partsOf(
  reader: TokenReader,
  table: { readonly schema?: string; readonly name: string },
  syntax: SqlSyntax,
): readonly CreatedObject[] {
  if (reader.current?.text !== "(") return [];
  const inner = reader.tokens.slice(reader.at + 1, groupEnd(reader.tokens, reader.at));
  return splitList(inner).flatMap((definition) => {
    const part = partOf(definition, syntax);
    const [first, last] = [definition[0], definition.at(-1)];
    if (!part || !first || !last) return [];
    return [{ ...part, schema: table.schema, table: table.name, start: first.start, end: last.end }];
  });
}

function partOf(
  definition: readonly Token[],
  syntax: SqlSyntax,
): { readonly kind: string; readonly name: string } | undefined {
  const reader = new TokenReader(definition, syntax);
  if (reader.take("CONSTRAINT")) {
    const name = reader.name();
    const kind = constraints[reader.current?.text.toUpperCase() ?? ""];
    return name === undefined || kind === undefined ? undefined : { kind, name };
  }
  const word = reader.takeOne("PRIMARY", "FOREIGN", "CHECK", "EXCLUDE", "LIKE", "PERIOD");
  if (word !== undefined) return undefined;
  const isUnique = reader.takeOne("UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR") !== undefined;
  const isIndex = reader.takeOne("KEY", "INDEX") !== undefined;
  const first = reader.current;
  if (!first || (first.kind !== "word" && first.kind !== "identifier")) return undefined;
  return { kind: isUnique || isIndex ? "index" : "column", name: nameOf(first, syntax) };
}
