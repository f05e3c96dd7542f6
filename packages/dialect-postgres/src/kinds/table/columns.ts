import { AtlasError, type Ref } from "@atlas/core";
import { withSettledArrayCasts } from "../../array-casts.ts";
import { rowsOf, type CatalogRows, type ReadContext } from "../../kind.ts";
import { ident, qualified } from "../../text.ts";
import { canonicalType } from "../../types.ts";
import type { Column, Generated, Identity, OwnedSequence } from "./model.ts";
import { normalDefault } from "./default-text.ts";
import { options } from "./options.ts";
import type { Dependencies } from "./dependencies.ts";
import {
  columnsQuery,
  type ColumnRow,
  type ConstraintRow,
  ownedSequencesQuery,
  type OwnedSequenceRow,
} from "./queries.ts";
import { notNullName } from "./names.ts";

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
const userTypes: Readonly<Record<string, string>> = {
  e: "enum",
  d: "domain",
  c: "composite",
  r: "range",
  m: "range",
};

/** Columns by table, in table order. */
export function readColumns(
  rows: CatalogRows,
  context: ReadContext,
  dependencies: Dependencies,
  tableNames: ReadonlyMap<number, string>,
  notNulls: ReadonlyMap<string, ConstraintRow>,
): ReadonlyMap<number, readonly NumberedColumn[]> {
  const sequences = Map.groupBy(
    rowsOf<OwnedSequenceRow>(rows, ownedSequencesQuery),
    (row) => `${row.table_id}.${row.column}`,
  );
  const byTable = new Map<number, NumberedColumn[]>();
  for (const row of rowsOf<ColumnRow>(rows, columnsQuery)) {
    const table = tableNames.get(row.table_id);
    if (table === undefined) continue;
    const key = `${row.table_id}.${row.number}`;
    const column = readColumn(row, context, dependencies, sequences.get(key) ?? [], table, notNulls.get(key));
    const list = byTable.get(row.table_id);
    const numbered = { number: row.number, typeId: row.type_id, collationId: row.collation_id, column };
    if (list) list.push(numbered);
    else byTable.set(row.table_id, [numbered]);
  }
  return byTable;
}

function readColumn(
  row: ColumnRow,
  context: ReadContext,
  dependencies: Dependencies,
  sequences: readonly OwnedSequenceRow[],
  table: string,
  notNull: ConstraintRow | undefined,
): Column {
  const expressionUses = dependencies.column(row.table_id, row.number);
  const serial = sequences.find(
    (sequence) => sequence.owned === "a" && isSerial(row, expressionUses.relations, sequence),
  );
  const identity = sequences.find((sequence) => sequence.owned === "i");
  const generated = readGenerated(row);
  const type = typeText(row, context);
  const typeRef = typeRefOf(row, context);
  return {
    name: row.name,
    type,
    ...(typeRef && { typeRef }),
    notNull: row.not_null,
    ...(notNull && notNull.name !== notNullName(table, row.name) && { notNullName: notNull.name }),
    ...(notNull && !notNull.validated && { notNullNotValid: true }),
    ...(notNull?.no_inherit && { notNullNoInherit: true }),
    ...(row.default !== null && !serial && !generated && { default: normalDefault(row.default, row.type) }),
    ...(serial && { serial: sequenceSettings(serial) }),
    ...(identity && row.identity !== "" && { identity: readIdentity(row.identity, identity) }),
    ...(generated && { generated }),
    ...(row.collation !== null && {
      collation: collationText(row.collation, row.collation_schema ?? "pg_catalog", context),
    }),
    ...(row.comment !== null && { comment: row.comment }),
    ...(row.storage !== null && { storage: storages[row.storage] }),
    ...(row.compression !== "" && { compression: compressions[row.compression] }),
    ...(row.statistics !== null && { statistics: row.statistics }),
    options: options(row.options),
    uses: serial ? [] : expressionUses.uses,
    reads: expressionUses.reads,
  };
}

/** A default that draws from the sequence which the column owns, and nothing else. */
function isSerial(row: ColumnRow, relations: ReadonlySet<number>, sequence: OwnedSequenceRow): boolean {
  return (
    row.default !== null &&
    /^nextval\('[^']*(?:''[^']*)*'::regclass\)$/.test(row.default) &&
    ["smallint", "integer", "bigint"].includes(row.type) &&
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

function readGenerated(row: ColumnRow): Generated | undefined {
  if (row.generated === "") return undefined;
  if (row.default === null)
    throw new AtlasError("E_READ", `the generated column "${row.name}" has no expression in the catalog`);
  return {
    expression: withSettledArrayCasts(row.default),
    kind: row.generated === "v" ? "virtual" : "stored",
  };
}

/** User types are quoted and qualified like tables; others, also of extensions, as `format_type` writes them. */
function typeText(row: ColumnRow, context: ReadContext): string {
  if (row.base_schema === "pg_catalog" || row.base_extension !== null || !(row.base_kind in userTypes))
    return canonicalType(row.type);
  const name = qualified({ schema: context.schemaName(row.base_schema), name: row.base_name });
  return row.array ? `${name}[]` : name;
}

function typeRefOf(row: ColumnRow, context: ReadContext): Ref | undefined {
  if (row.base_schema === "pg_catalog") return undefined;
  if (row.base_extension !== null) return { kind: "extension", schema: "", name: row.base_extension };
  const kind = userTypes[row.base_kind];
  return kind === undefined
    ? undefined
    : { kind, schema: context.schemaName(row.base_schema), name: row.base_name };
}

/** Collations of the system are written without a schema. */
export function collationText(name: string, catalogSchema: string, context: ReadContext): string {
  if (catalogSchema === "pg_catalog") return ident(name);
  return qualified({ schema: context.schemaName(catalogSchema), name });
}
