import { inParentheses, mysqlExpression } from "../../expressions.ts";
import { identifierValue } from "../../literals.ts";
import { assignmentsOf, closingAt, type CreateText, is, type Piece, splitAtCommas } from "./create-text.ts";
import type { Index, IndexPart, IndexType, PrimaryKey, TableOption } from "./model.ts";
import type { IndexRow } from "./queries.ts";

const types: readonly IndexType[] = ["BTREE", "HASH", "RTREE", "FULLTEXT", "SPATIAL", "VECTOR"];

export interface ReadIndexes {
  readonly primaryKey?: PrimaryKey;
  /** By name. */
  readonly indexes: readonly Index[];
}

/**
 * The indexes of one table.
 *
 * @param create - where the catalog does not tell all of them.
 * @param holdsOptions - whether options are read.
 */
export function readIndexes(
  rows: readonly IndexRow[],
  create: CreateText | undefined,
  holdsOptions: boolean,
): ReadIndexes {
  const indexes = [...Map.groupBy(rows, ({ name }) => name)].map(([name, parts]) => {
    const written = create?.indexes.get(name) ?? [];
    const index = readIndex(name, parts, written, create?.periods);
    return holdsOptions ? { ...index, options: keyOptionsOf(written) } : index;
  });
  const primary = indexes.find(({ name }) => name === "PRIMARY");
  return {
    ...(primary && { primaryKey: primaryKeyOf(primary) }),
    indexes: indexes
      .filter((index) => index !== primary)
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  };
}

function primaryKeyOf({ parts, type, comment, withoutOverlaps }: Index): PrimaryKey {
  return {
    parts,
    type,
    ...(comment !== undefined && { comment }),
    ...(withoutOverlaps !== undefined && { withoutOverlaps }),
  };
}

function readIndex(
  name: string,
  rows: readonly IndexRow[],
  written: readonly Piece[],
  periods: CreateText["periods"] = new Map(),
): Index {
  const parts = rows.toSorted((a, b) => Number(a.position) - Number(b.position));
  const [first] = parts;
  const type = types.find((known) => known === first?.type) ?? "BTREE";
  const withoutOverlaps = periodOf(written);
  const ends = withoutOverlaps === undefined ? undefined : periods.get(withoutOverlaps);
  const parser = parserOf(written);
  return {
    name,
    unique: first?.nonUnique === "0",
    type,
    ...(parser !== undefined && { parser }),
    // The columns of its period are parts of such an index.
    parts: parts.filter(({ column }) => !ends?.includes(column ?? "")).map((row) => readPart(row, type)),
    ...(first?.comment && { comment: first.comment }),
    invisible: first?.hidden === "YES",
    ...(withoutOverlaps !== undefined && { withoutOverlaps }),
    options: [],
  };
}

function readPart({ column, expression, prefix, direction }: IndexRow, type: IndexType): IndexPart {
  return {
    ...(column === null ? { expression: inParentheses(mysqlExpression(expression ?? "")) } : { column }),
    // The prefix of a spatial index is that of the rectangle in it.
    ...(prefix !== null && type !== "SPATIAL" && { prefix: Number(prefix) }),
    descending: direction === "D",
  };
}

/** `ngram` of `WITH PARSER ngram`. */
function parserOf(written: readonly Piece[]): string | undefined {
  const at = written.findIndex((piece) => is(piece, "PARSER"));
  const name = written[at + 1];
  return at < 0 || !name ? undefined : identifierValue(name.text);
}

/** The period behind which `WITHOUT OVERLAPS` stands. */
function periodOf(written: readonly Piece[]): string | undefined {
  const parts = splitAtCommas(written.slice(1, closingAt(written, 0)));
  const part = parts.find((pieces) => is(pieces[1], "WITHOUT") && is(pieces[2], "OVERLAPS"));
  return part?.[0] && identifierValue(part[0].text);
}

/** What stands behind the parts of a key: `KEY_BLOCK_SIZE`, and what engines know besides; by name. */
export function keyOptionsOf(written: readonly Piece[]): readonly TableOption[] {
  return assignmentsOf(written.slice(closingAt(written, 0) + 1)).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}
