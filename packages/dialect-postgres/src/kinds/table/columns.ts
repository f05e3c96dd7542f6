import { AtlasError, type Ref } from "@atlas/core";
import { withSettledArrayCasts } from "../../array-casts.ts";
import { rowsOf, type CatalogRows, type ReadContext } from "../../kind.ts";
import { ident, qualified } from "../../text.ts";
import { canonicalType } from "../../types.ts";
import { kindsOfRelations, kindsOfTypes } from "../catalog-text.ts";
import type { Column, Generated, Identity, OwnedSequence } from "./model.ts";
import { normalDefault } from "./default-text.ts";
import { options } from "./options.ts";
import type { Dependencies } from "./dependencies.ts";
import {
  columnCommentsQuery,
  type ColumnCommentRow,
  columnsQuery,
  type ColumnRow,
  defaultsQuery,
  type DefaultRow,
  looksQuery,
  type LookRow,
} from "./column-queries.ts";
import { type ConstraintRow, ownedSequencesQuery, type OwnedSequenceRow } from "./queries.ts";
import { notNullName } from "./names.ts";
import { columnKey } from "./numbers.ts";
import { parentsQuery, type ParentRow } from "./partition-queries.ts";

/** A column with the number that other catalog rows know it by. */
export interface NumberedColumn {
  readonly number: number;
  readonly typeId: number;
  /** `pg_collation.oid`; 0: the type has none. */
  readonly collationId: number;
  readonly column: Column;
}

const storages: Readonly<Record<string, string>> = { p: "PLAIN", e: "EXTERNAL", x: "EXTENDED", m: "MAIN" };
const compressions: Readonly<Record<string, string>> = { p: "pglz", l: "lz4" };
/** `typtype` of the user types that a column refers to by name. */
const userTypes: ReadonlySet<string> = new Set(["e", "d", "c", "r", "m"]);

/** What many columns share, as the model says it. */
interface Look {
  readonly row: LookRow;
  readonly type: string;
  readonly typeRef?: Ref;
  readonly collation?: string;
  readonly collationRef?: Ref;
}

/** What is known of one column besides its row. */
interface ColumnFacts {
  readonly look: Look;
  /** A default, or what a generated column is computed with. */
  readonly expression: string | undefined;
  readonly comment: string | undefined;
  readonly sequences: readonly OwnedSequenceRow[];
  readonly notNull: ConstraintRow | undefined;
  /** Whether a parent has the same default, or is computed with the same; `undefined`: no parent has any. */
  readonly inheritsDefault: boolean | undefined;
}

/**
 * Columns by table, in table order.
 *
 * @param notNulls - constraints by `columnKey`.
 */
export function readColumns(
  rows: CatalogRows,
  context: ReadContext,
  dependencies: Dependencies,
  tableNames: ReadonlyMap<number, string>,
  notNulls: ReadonlyMap<number, ConstraintRow>,
): ReadonlyMap<number, readonly NumberedColumn[]> {
  const sequences = Map.groupBy(rowsOf<OwnedSequenceRow>(rows, ownedSequencesQuery), (row) =>
    columnKey(row.table_id, row.column),
  );
  const looks = new Map(
    rowsOf<LookRow>(rows, looksQuery).map((row) => [lookKey(row), readLook(row, context)]),
  );
  const expressions = new Map(
    rowsOf<DefaultRow>(rows, defaultsQuery).map((row) => [
      columnKey(row.table_id, row.number),
      row.expression,
    ]),
  );
  const comments = new Map(
    rowsOf<ColumnCommentRow>(rows, columnCommentsQuery).map((row) => [
      columnKey(row.table_id, row.number),
      row.comment,
    ]),
  );
  const isOfParent = parentDefaults(rows, expressions);
  const byTable = new Map<number, NumberedColumn[]>();
  for (const row of rowsOf<ColumnRow>(rows, columnsQuery)) {
    const table = tableNames.get(row.table_id);
    if (table === undefined) continue;
    const look = looks.get(lookKey(row));
    if (!look)
      throw new AtlasError("E_READ", `the column "${row.name}" has a type that is not in the catalog`);
    const key = columnKey(row.table_id, row.number);
    const facts: ColumnFacts = {
      look,
      expression: expressions.get(key),
      comment: comments.get(key),
      sequences: sequences.get(key) ?? noSequences,
      notNull: notNulls.get(key),
      inheritsDefault: row.inherited ? isOfParent(row, expressions.get(key)) : undefined,
    };
    const column = readColumn(row, facts, dependencies, table);
    const list = byTable.get(row.table_id);
    const numbered = { number: row.number, typeId: row.type_id, collationId: row.collation_id, column };
    if (list) list.push(numbered);
    else byTable.set(row.table_id, [numbered]);
  }
  return byTable;
}

/** Whether a parent's column of the same name has this very default. */
function parentDefaults(
  rows: CatalogRows,
  expressions: ReadonlyMap<number, string>,
): (row: ColumnRow, expression: string | undefined) => boolean | undefined {
  const parents = Map.groupBy(rowsOf<ParentRow>(rows, parentsQuery), (row) => row.table_id);
  const wanted = new Set([...parents.values()].flatMap((list) => list.map((row) => row.parent_id)));
  const numbers = new Map(
    rowsOf<ColumnRow>(rows, columnsQuery)
      .filter((row) => wanted.has(row.table_id))
      .map((row) => [`${row.table_id} ${row.name}`, row.number]),
  );
  return (row, expression) => {
    const above = (parents.get(row.table_id) ?? []).flatMap(({ parent_id }) => {
      const number = numbers.get(`${parent_id} ${row.name}`);
      return number === undefined ? [] : (expressions.get(columnKey(parent_id, number)) ?? []);
    });
    return above.length === 0 ? undefined : expression !== undefined && above.includes(expression);
  };
}

const noSequences: readonly OwnedSequenceRow[] = [];

function lookKey(row: ColumnRow | LookRow): string {
  return `${row.type_id} ${row.modifier} ${row.collation_id}`;
}

function readLook(row: LookRow, context: ReadContext): Look {
  const typeRef = typeRefOf(row, context);
  return {
    row,
    type: typeText(row, context),
    ...(typeRef && { typeRef }),
    ...(row.collation !== null && {
      collation: collationText(row.collation, row.collation_schema ?? "pg_catalog", context),
    }),
    ...(row.collation !== null &&
      row.collation_schema !== null &&
      row.collation_schema !== "pg_catalog" && {
        collationRef: {
          kind: "collation",
          schema: context.schemaName(row.collation_schema),
          name: row.collation,
        },
      }),
  };
}

function readColumn(row: ColumnRow, facts: ColumnFacts, dependencies: Dependencies, table: string): Column {
  const { look, expression, comment, sequences, inheritsDefault } = facts;
  // The server names the constraint after that of the parent.
  const notNull = facts.notNull?.inherited ? undefined : facts.notNull;
  const expressionUses = dependencies.column(row.table_id, row.number);
  const serial = sequences.find(
    (sequence) => sequence.owned === "a" && isSerial(facts, expressionUses.relations, sequence),
  );
  const identity = sequences.find((sequence) => sequence.owned === "i");
  const generated = readGenerated(row, expression);
  return {
    name: row.name,
    type: look.type,
    ...(look.typeRef && { typeRef: look.typeRef }),
    notNull: row.not_null,
    ...(notNull && notNull.name !== notNullName(table, row.name) && { notNullName: notNull.name }),
    ...(notNull && !notNull.validated && { notNullNotValid: true }),
    ...(notNull?.no_inherit && { notNullNoInherit: true }),
    ...(facts.notNull?.inherited && { notNullOfParent: facts.notNull.name }),
    ...(!serial && !generated && readDefault(expression, look, inheritsDefault)),
    ...(row.inherited && { inherited: row.local ? "merged" : "only" }),
    ...(serial && { serial: sequenceSettings(serial) }),
    ...(identity && row.identity !== "" && { identity: readIdentity(row.identity, identity) }),
    ...(generated && { generated }),
    ...(look.collation !== undefined && { collation: look.collation }),
    ...(comment !== undefined && { comment }),
    ...(row.storage !== look.row.storage && { storage: storages[row.storage] }),
    ...(row.compression !== "" && { compression: compressions[row.compression] }),
    ...(row.statistics !== null && { statistics: row.statistics }),
    options: options(row.options),
    uses: [
      ...(serial || (inheritsDefault && !generated) ? [] : expressionUses.uses),
      ...(look.collationRef ? [look.collationRef] : []),
    ],
    reads: expressionUses.reads,
  };
}

function readDefault(
  expression: string | undefined,
  look: Look,
  inheritsDefault: boolean | undefined,
): Pick<Column, "default" | "inheritsDefault"> {
  if (expression === undefined) return inheritsDefault === undefined ? {} : { inheritsDefault: false };
  return inheritsDefault ? { inheritsDefault } : { default: normalDefault(expression, look.row.type) };
}

/** A default that draws from the sequence which the column owns, and nothing else. */
function isSerial(
  { look, expression }: ColumnFacts,
  relations: ReadonlySet<number>,
  sequence: OwnedSequenceRow,
): boolean {
  return (
    expression !== undefined &&
    /^nextval\('[^']*(?:''[^']*)*'::regclass\)$/.test(expression) &&
    ["smallint", "integer", "bigint"].includes(look.row.type) &&
    relations.has(sequence.id)
  );
}

function sequenceSettings(row: OwnedSequenceRow): OwnedSequence {
  const { type, start, increment, min, max, cache, cycle } = row;
  return { sequence: row.name, type, start, increment, min, max, cache, cycle };
}

function readIdentity(letter: "a" | "d", row: OwnedSequenceRow): Identity {
  return { generation: letter === "a" ? "ALWAYS" : "BY DEFAULT", ...sequenceSettings(row) };
}

function readGenerated(row: ColumnRow, expression: string | undefined): Generated | undefined {
  if (row.generated === "") return undefined;
  if (expression === undefined)
    throw new AtlasError("E_READ", `the generated column "${row.name}" has no expression in the catalog`);
  return {
    expression: withSettledArrayCasts(expression),
    kind: row.generated === "v" ? "virtual" : "stored",
  };
}

/** User types are quoted and qualified like tables; others, also of extensions, as `format_type` writes them. */
function typeText(row: LookRow, context: ReadContext): string {
  if (row.base_schema === "pg_catalog" || row.base_extension !== null || !userTypes.has(row.base_kind))
    return canonicalType(row.type);
  const name = qualified({ schema: context.schemaName(row.base_schema), name: row.base_name });
  return row.array ? `${name}[]` : name;
}

function typeRefOf(row: LookRow, context: ReadContext): Ref | undefined {
  if (row.base_schema === "pg_catalog") return undefined;
  if (row.base_extension !== null) return { kind: "extension", schema: "", name: row.base_extension };
  const kind =
    row.base_kind === "c" ? kindsOfRelations[row.base_relation ?? ""] : kindsOfTypes[row.base_kind];
  return kind === undefined
    ? undefined
    : { kind, schema: context.schemaName(row.base_schema), name: row.base_range ?? row.base_name };
}

/** Collations of the system are written without a schema. */
export function collationText(name: string, catalogSchema: string, context: ReadContext): string {
  if (catalogSchema === "pg_catalog") return ident(name);
  return qualified({ schema: context.schemaName(catalogSchema), name });
}
