import { type Piece, Reader } from "../../reader.ts";
import { fold, isWord, unquote } from "../../text.ts";
import type {
  Check,
  Column,
  Conflict,
  ForeignKey,
  Index,
  KeyPart,
  PrimaryKey,
  Table,
  Unique,
} from "./model.ts";

interface Draft {
  readonly columns: Column[];
  primaryKey: PrimaryKey | undefined;
  readonly uniques: Unique[];
  readonly foreignKeys: ForeignKey[];
  readonly checks: Check[];
}

/**
 * The table that a CREATE TABLE statement of `sqlite_schema` makes, without its indexes.
 *
 * @param name - as the schema table has it.
 * @throws {AtlasError} `E_READ` for anything not understood.
 */
export function parseTable(name: string, sql: string): Table {
  const reader = new Reader(sql);
  reader.expect("CREATE");
  if (!reader.take("TEMP")) reader.take("TEMPORARY");
  reader.expect("TABLE");
  reader.take("IF", "NOT", "EXISTS");
  reader.qualifiedName();
  reader.expectSymbol("(");
  const draft: Draft = { columns: [], primaryKey: undefined, uniques: [], foreignKeys: [], checks: [] };
  do {
    if (draft.columns.length > 0 && isTableConstraint(reader))
      // SQLite lets the comma between table constraints be left out.
      while (isTableConstraint(reader)) readTableConstraint(reader, draft);
    else readColumn(reader, draft);
  } while (reader.takeSymbol(","));
  reader.expectSymbol(")");

  let strict = false;
  let withoutRowid = false;
  while (!reader.done) {
    if (reader.take("STRICT")) strict = true;
    else if (reader.take("WITHOUT", "ROWID")) withoutRowid = true;
    else if (!reader.takeSymbol(",") && !reader.takeSymbol(";"))
      throw reader.error("an unknown table option");
  }
  const { primaryKey, ...rest } = draft;
  return {
    kind: "table",
    schema: "",
    name,
    ...rest,
    ...(primaryKey && { primaryKey }),
    strict,
    withoutRowid,
    indexes: [],
  };
}

/** The index that a CREATE INDEX statement of `sqlite_schema` makes. */
export function parseIndex(name: string, sql: string): Index {
  const reader = new Reader(sql);
  reader.expect("CREATE");
  const unique = reader.take("UNIQUE");
  reader.expect("INDEX");
  reader.take("IF", "NOT", "EXISTS");
  reader.qualifiedName();
  reader.expect("ON");
  reader.name();
  const parts = readParts(reader);
  const where = reader.take("WHERE") ? reader.textUpTo(";") : undefined;
  return { name, unique, parts, ...(where !== undefined && { where }) };
}

const tableConstraintWords = new Set(["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]);

function isTableConstraint(reader: Reader): boolean {
  return tableConstraintWords.has(reader.keyword());
}

function readTableConstraint(reader: Reader, draft: Draft): void {
  let named = {};
  while (reader.take("CONSTRAINT")) named = { name: reader.name() };
  if (reader.take("PRIMARY", "KEY")) {
    const [parts, autoincrement] = readPrimaryParts(reader);
    draft.primaryKey = { ...named, parts, autoincrement, ...readConflict(reader), notRowid: false };
  } else if (reader.take("UNIQUE"))
    draft.uniques.push({ ...named, parts: readParts(reader), ...readConflict(reader) });
  else if (reader.take("CHECK"))
    draft.checks.push({ ...named, expression: reader.group(), ...readConflict(reader) });
  else if (reader.take("FOREIGN", "KEY")) {
    const columns = reader.names();
    reader.expect("REFERENCES");
    draft.foreignKeys.push({ ...named, ...readReference(reader, columns) });
  } else if (!reader.isSymbol(",") && !reader.isSymbol(")")) throw reader.error("an unknown constraint");
}

/** AUTOINCREMENT may also stand inside the parentheses of a table's primary key. */
function readPrimaryParts(reader: Reader): readonly [readonly KeyPart[], boolean] {
  reader.expectSymbol("(");
  const parts: KeyPart[] = [];
  let autoincrement = false;
  do {
    const piece = reader.pieceUpTo(",", ")");
    const { length } = piece.tokens;
    const isMarked = length > 1 && isWord(piece.tokens.at(-1), "AUTOINCREMENT");
    if (isMarked) autoincrement = true;
    parts.push(parsePart(piece, isMarked ? length - 1 : length));
  } while (reader.takeSymbol(","));
  reader.expectSymbol(")");
  return [parts, autoincrement];
}

function readColumn(reader: Reader, draft: Draft): void {
  const name = reader.name();
  const column: { -readonly [Key in keyof Column]: Column[Key] } = {
    name,
    type: readType(reader),
    notNull: false,
  };
  let named: { name?: string } = {};
  while (!reader.isSymbol(",") && !reader.isSymbol(")")) {
    if (reader.take("CONSTRAINT")) {
      named = { name: reader.name() };
      continue;
    }
    readColumnConstraint(reader, draft, column, named);
    named = {};
  }
  draft.columns.push(column);
}

/** One lookup tells which it is: most of a schema's text is columns. */
function readColumnConstraint(
  reader: Reader,
  draft: Draft,
  column: { -readonly [Key in keyof Column]: Column[Key] },
  named: { readonly name?: string },
): void {
  const own: KeyPart = { column: column.name, descending: false };
  switch (reader.keyword()) {
    case "PRIMARY":
      if (reader.take("PRIMARY", "KEY")) return readColumnKey(reader, draft, column, named);
      break;
    case "NOT":
      if (reader.take("NOT", "NULL")) {
        column.notNull = true;
        const { conflict } = readConflict(reader);
        if (conflict) column.notNullConflict = conflict;
        return;
      }
      break;
    case "NULL":
      reader.next();
      readConflict(reader);
      return;
    case "UNIQUE":
      reader.next();
      draft.uniques.push({ ...named, parts: [own], ...readConflict(reader) });
      return;
    case "CHECK":
      reader.next();
      draft.checks.push({ ...named, expression: reader.group() });
      return;
    case "DEFAULT":
      reader.next();
      column.default = readDefault(reader);
      return;
    case "COLLATE":
      reader.next();
      column.collation = reader.name();
      return;
    case "REFERENCES":
      reader.next();
      draft.foreignKeys.push({ ...named, ...readReference(reader, [column.name]) });
      return;
    case "GENERATED":
    case "AS":
      if (reader.take("GENERATED", "ALWAYS", "AS") || reader.take("AS")) {
        const expression = reader.group();
        const stored = reader.take("STORED");
        if (!stored) reader.take("VIRTUAL");
        column.generated = { expression, stored };
        return;
      }
  }
  throw reader.error("an unknown column constraint");
}

function readColumnKey(
  reader: Reader,
  draft: Draft,
  { name, type }: Column,
  named: { readonly name?: string },
): void {
  const descending = reader.take("DESC");
  if (!descending) reader.take("ASC");
  const conflict = readConflict(reader);
  const autoincrement = reader.take("AUTOINCREMENT");
  const notRowid = descending && fold(type) === "integer";
  draft.primaryKey = {
    ...named,
    parts: [{ column: name, descending }],
    autoincrement,
    ...conflict,
    notRowid,
  };
}

const constraintWords = new Set(
  "CONSTRAINT PRIMARY NOT NULL UNIQUE CHECK DEFAULT COLLATE REFERENCES GENERATED AS".split(" "),
);

/** As it is written. @see https://www.sqlite.org/syntax/type-name.html */
function readType(reader: Reader): string {
  const start = reader.position;
  while (reader.isName() && !constraintWords.has(reader.keyword())) reader.next();
  if (reader.position > start && reader.isSymbol("(")) reader.group();
  return reader.textFrom(start);
}

function readDefault(reader: Reader): string {
  if (reader.isSymbol("(")) return reader.group();
  const sign = reader.takeSymbol("-") ? "-" : reader.takeSymbol("+") ? "+" : "";
  return sign + reader.next().text;
}

function readReference(reader: Reader, columns: readonly string[]): ForeignKey {
  const refTable = reader.name();
  const refColumns = reader.isSymbol("(") ? reader.names() : [];
  const key: { -readonly [Key in keyof ForeignKey]: ForeignKey[Key] } = {
    columns,
    refTable,
    refColumns,
    deferred: false,
  };
  while (referenceWords.has(reader.keyword())) {
    if (reader.take("ON", "DELETE")) setAction(key, "onDelete", readAction(reader));
    else if (reader.take("ON", "UPDATE")) setAction(key, "onUpdate", readAction(reader));
    else if (reader.take("ON", "INSERT")) readAction(reader);
    else if (reader.take("MATCH")) {
      const match = reader.name().toUpperCase();
      if (match !== "SIMPLE") key.match = match;
    } else if (reader.take("NOT", "DEFERRABLE")) {
      readInitially(reader);
      key.deferred = false;
    } else if (reader.take("DEFERRABLE")) key.deferred = readInitially(reader);
    else break;
  }
  return key;
}

const referenceWords = new Set(["ON", "MATCH", "NOT", "DEFERRABLE"]);

function readInitially(reader: Reader): boolean {
  if (reader.take("INITIALLY", "DEFERRED")) return true;
  reader.take("INITIALLY", "IMMEDIATE");
  return false;
}

const actions = [["SET", "NULL"], ["SET", "DEFAULT"], ["NO", "ACTION"], ["CASCADE"], ["RESTRICT"]] as const;

function readAction(reader: Reader): string {
  for (const [word, second] of actions)
    if (reader.take(word, second)) return second === undefined ? word : `${word} ${second}`;
  throw reader.error("an unknown action");
}

function setAction(
  key: { onDelete?: string; onUpdate?: string },
  when: "onDelete" | "onUpdate",
  action: string,
): void {
  if (action === "NO ACTION") delete key[when];
  else key[when] = action;
}

const conflicts: readonly Conflict[] = ["ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"];

/** ABORT is what SQLite does anyway. */
function readConflict(reader: Reader): { conflict?: Conflict } {
  if (!reader.take("ON", "CONFLICT")) return {};
  const conflict = conflicts.find((word) => reader.take(word));
  if (!conflict) throw reader.error("an unknown conflict resolution");
  return conflict === "ABORT" ? {} : { conflict };
}

function readParts(reader: Reader): readonly KeyPart[] {
  reader.expectSymbol("(");
  const parts: KeyPart[] = [];
  do {
    const following = reader.peek(1)?.text;
    // Nearly every part is a name alone.
    const isAlone = (following === "," || following === ")") && reader.isName();
    parts.push(
      isAlone ? { column: reader.name(), descending: false } : parsePart(reader.pieceUpTo(",", ")")),
    );
  } while (reader.takeSymbol(","));
  reader.expectSymbol(")");
  return parts;
}

/**
 * `expression [COLLATE name] [ASC | DESC]`
 *
 * @param length - how many tokens of the piece belong to it. Default: all.
 */
function parsePart({ tokens, text }: Piece, length: number = tokens.length): KeyPart {
  let end = length;
  const order = tokens[end - 1];
  const isDescending = end > 1 && isWord(order, "DESC");
  if (isDescending || (end > 1 && isWord(order, "ASC"))) end--;
  const collation = tokens[end - 1];
  const isCollated = end > 2 && isWord(tokens[end - 2], "COLLATE");
  if (isCollated) end -= 2;
  const [only] = tokens;
  const common = {
    ...(isCollated && collation && { collation: unquote(collation) }),
    descending: isDescending,
  };
  const isName = only && (only.kind === "word" || only.kind === "identifier" || only.kind === "string");
  if (end === 1 && isName) return { column: unquote(only), ...common };
  return { expression: text(end), ...common };
}
