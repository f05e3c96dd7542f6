import { AtlasError } from "@atlas/core";
import { withSettledArrayCasts } from "../../array-casts.ts";
import { rowsOf, type CatalogRows, type ReadContext } from "../../kind.ts";
import { ident, qualified } from "../../text.ts";
import { collationText, type NumberedColumn } from "./columns.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Index, IndexPart, Table } from "./model.ts";
import { options, optionsSql } from "./options.ts";
import { numbersOf } from "./numbers.ts";
import { inParentheses } from "./parentheses.ts";
import {
  collationsQuery,
  type CollationRow,
  indexOptionsQuery,
  type IndexOptionRow,
  type IndexRow,
  operatorClassesQuery,
  type OperatorClassRow,
} from "./queries.ts";

type Vector = "columns" | "flags" | "operator_classes" | "collations";

/** A row of the catalog with its vectors read. */
export type IndexFacts = Omit<IndexRow, Vector> & { readonly [vector in Vector]: readonly number[] };

export function indexFacts(row: IndexRow): IndexFacts {
  return {
    ...row,
    columns: numbersOf(row.columns),
    flags: numbersOf(row.flags),
    operator_classes: numbersOf(row.operator_classes),
    collations: numbersOf(row.collations),
  };
}

/** What the keys of indexes are read with; built once for all tables. */
export interface IndexReader {
  /** @param columns - of the index's table, by number. */
  parts(row: IndexFacts, columns: ReadonlyMap<number, NumberedColumn>): readonly IndexPart[];
  include(row: IndexFacts, columns: ReadonlyMap<number, NumberedColumn>): readonly string[];
  statistics(row: IndexFacts): Index["statistics"];
}

const descendingBit = 1;
const nullsFirstBit = 2;
/** `pg_collation.oid` of the database's default. */
const defaultCollation = 100;

export function indexReader(rows: CatalogRows, context: ReadContext): IndexReader {
  const classes = rowsOf<OperatorClassRow>(rows, operatorClassesQuery);
  const classById = new Map(classes.map((row) => [row.id, row]));
  const defaults = new Map(
    classes.filter((row) => row.is_default).map((row) => [`${row.method}.${row.type_id}`, row.id]),
  );
  const collations = new Map(rowsOf<CollationRow>(rows, collationsQuery).map((row) => [row.id, row]));
  const parameters = new Map(
    rowsOf<IndexOptionRow>(rows, indexOptionsQuery).map((row) => [`${row.index_id}.${row.number}`, row]),
  );

  const operatorClass = (row: IndexFacts, at: number, typeId: number | undefined): string | undefined => {
    const id = row.operator_classes[at] ?? 0;
    const found = classById.get(id);
    if (!found) return undefined;
    const own = parameters.get(`${row.id}.${at + 1}`)?.options;
    const exact = typeId === undefined ? undefined : defaults.get(`${row.method}.${typeId}`);
    const isDefault = exact === undefined ? found.is_default : exact === id;
    if (isDefault && !own) return undefined;
    const name =
      found.schema === "pg_catalog" || context.schemaName(found.schema) === ""
        ? bareWord(found.name)
        : qualified({ schema: context.schemaName(found.schema), name: found.name });
    return own ? `${name} (${optionsSql(options(own))})` : name;
  };

  const collation = (id: number, column: NumberedColumn | undefined): string | undefined => {
    if (id === 0) return undefined;
    const row = collations.get(id);
    const text = row && collationText(row.name, row.schema, context);
    if (column)
      return text === (column.column.collation ?? '"default"') || isTypeCollation(column, id)
        ? undefined
        : text;
    return id === defaultCollation ? undefined : text;
  };

  return {
    parts: (row, columns) =>
      row.columns.slice(0, row.key_count).map((number, at) => {
        const column = number === 0 ? undefined : columnAt(columns, number, row);
        const expression = row.expressions?.[at];
        const collate = collation(row.collations[at] ?? 0, column);
        const opclass = operatorClass(row, at, column?.typeId);
        const flags = row.flags[at] ?? 0;
        return {
          ...(column
            ? { column: column.column.name }
            : { expression: inParentheses(withSettledArrayCasts(expression ?? "")) }),
          ...(collate !== undefined && { collation: collate }),
          ...(opclass !== undefined && { operatorClass: opclass }),
          descending: (flags & descendingBit) !== 0,
          nullsFirst: (flags & nullsFirstBit) !== 0,
        };
      }),
    include: (row, columns) =>
      row.columns.slice(row.key_count).map((number) => columnAt(columns, number, row).column.name),
    statistics: (row) =>
      row.columns.flatMap((_, at) => {
        const target = parameters.get(`${row.id}.${at + 1}`)?.statistics ?? -1;
        return target < 0 ? [] : [{ key: at + 1, target }];
      }),
  };
}

/** A type of its own collation (`name` has `C`) gives it to its columns, which then do not say so. */
function isTypeCollation(column: NumberedColumn, id: number): boolean {
  return column.column.collation === undefined && column.collationId === id;
}

function columnAt(
  columns: ReadonlyMap<number, NumberedColumn>,
  number: number,
  row: IndexFacts,
): NumberedColumn {
  const column = columns.get(number);
  if (column) return column;
  throw new AtlasError(
    "E_READ",
    `index "${row.name}" names column number ${number}, which its table does not have`,
  );
}

export function readIndex(
  row: IndexFacts,
  reader: IndexReader,
  columns: ReadonlyMap<number, NumberedColumn>,
  dependencies: Dependencies,
): Index {
  const { uses, reads } = dependencies.index(row.id);
  const plain = row.columns.flatMap((number) => columns.get(number)?.column.name ?? []);
  return {
    kind: "index",
    name: row.name,
    unique: row.unique,
    method: row.method,
    parts: reader.parts(row, columns),
    include: reader.include(row, columns),
    nullsNotDistinct: row.nulls_not_distinct,
    ...(row.where !== null && { where: withSettledArrayCasts(row.where) }),
    options: options(row.options),
    statistics: reader.statistics(row),
    invalid: !row.valid,
    ...(row.comment !== null && { comment: row.comment }),
    uses,
    reads: [...new Set([...reads, ...plain])].toSorted(),
  };
}

/** Words of CREATE and DROP INDEX that are no part of the index. */
export interface IndexWords {
  readonly concurrently?: boolean | undefined;
  readonly ifNotExists?: boolean | undefined;
}

export function createIndexSql(table: Table, index: Index, words: IndexWords = {}): string {
  const isIncomplete = table.partitionKey !== undefined && index.invalid;
  return [
    `CREATE${index.unique ? " UNIQUE" : ""} INDEX${words.concurrently ? " CONCURRENTLY" : ""}`,
    `${words.ifNotExists ? "IF NOT EXISTS " : ""}${ident(index.name)} ON ${isIncomplete ? "ONLY " : ""}${qualified(table)}`,
    ...(index.method === "btree" ? [] : [`USING ${bareWord(index.method)}`]),
    `(${index.parts.map(partSql).join(", ")})`,
    ...(index.include.length > 0 ? [`INCLUDE (${index.include.map(ident).join(", ")})`] : []),
    ...(index.nullsNotDistinct ? ["NULLS NOT DISTINCT"] : []),
    ...(index.options.length > 0 ? [`WITH (${optionsSql(index.options)})`] : []),
    ...(index.where === undefined ? [] : [`WHERE ${index.where}`]),
  ].join(" ");
}

export function dropIndexSql(table: Table, name: string, { concurrently }: IndexWords = {}): string {
  return `DROP INDEX ${concurrently ? "CONCURRENTLY " : ""}${qualified({ schema: table.schema, name })}`;
}

export function partSql(part: IndexPart): string {
  const nulls = part.nullsFirst === part.descending ? [] : [part.nullsFirst ? "NULLS FIRST" : "NULLS LAST"];
  return [
    part.column === undefined ? (part.expression ?? "") : ident(part.column),
    ...(part.collation === undefined ? [] : [`COLLATE ${part.collation}`]),
    ...(part.operatorClass === undefined ? [] : [part.operatorClass]),
    ...(part.descending ? ["DESC"] : []),
    ...nulls,
  ].join(" ");
}

/** As it stands when it needs no quotes: operator classes and methods read better so. */
function bareWord(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : ident(name);
}
