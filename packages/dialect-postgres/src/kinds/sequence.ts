import {
  alterStep,
  AtlasError,
  compareWhole,
  createStep,
  describeRef,
  type DraftStep,
  dropStep,
  type Ref,
  refKey,
  refOf,
  type SchemaObject,
  schemaOf,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, type ReadContext, rowsOf } from "../kind.ts";
import { columnRef, commentStep, ident, literal, qualified } from "../text.ts";
import { inScope, notOfExtension } from "./catalog-text.ts";
import { sequenceCodec } from "./hcl/sequence.ts";
import type { Column, OwnedSequence, Table } from "./table/model.ts";
import { findSequenceColumn, findTable } from "./table/states.ts";

/** A sequence that is not the workings of a serial or identity column. Numbers are texts: they exceed 2^53. */
export interface Sequence extends SchemaObject {
  readonly kind: "sequence";
  /** `smallint`, `integer` or `bigint`. */
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
  /** Since PostgreSQL 15. */
  readonly unlogged: boolean;
  /** The value it gave last; absent: none yet, or we may not look. Never compared. */
  readonly position?: string;
  /** The column it is dropped with. */
  readonly ownedBy?: { readonly schema: string; readonly table: string; readonly column: string };
  readonly comment?: string;
}

interface SequenceRow {
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
  readonly unlogged: boolean;
  readonly owner_schema: string | null;
  readonly owner_table: string | null;
  readonly owner_column: string | null;
  readonly comment: string | null;
  readonly position: string | null;
  /** The default of the owner, an integer column, when it depends on the sequence. */
  readonly draw: string | null;
}

/** Of a serial column is a sequence whose owner, an integer column, has drawing from it as its default. */
const sequencesQuery: CatalogQuery = {
  name: "sequences",
  sql: (version) => `SELECT n.nspname::text AS schema, c.relname::text AS name,
      pg_catalog.format_type(q.seqtypid, NULL) AS type, q.seqstart::text AS start,
      q.seqincrement::text AS increment, q.seqmin::text AS min, q.seqmax::text AS max,
      q.seqcache::text AS cache, q.seqcycle AS cycle, c.relpersistence = 'u' AS unlogged,
      tn.nspname::text AS owner_schema, t.relname::text AS owner_table, a.attname::text AS owner_column,
      pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
      CASE WHEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT, USAGE')
        THEN pg_catalog.pg_sequence_last_value(c.oid)::text END AS position,
      -- In the list of columns it is looked up for each row, by index.
      CASE WHEN a.atttypid IN ('int2'::pg_catalog.regtype, 'int4'::pg_catalog.regtype, 'int8'::pg_catalog.regtype)
          AND EXISTS (SELECT FROM pg_catalog.pg_depend u WHERE u.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
            AND u.objid = v.oid AND u.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND u.refobjid = c.oid)
        THEN pg_catalog.pg_get_expr(v.adbin, ${version >= 120_000 ? "CASE WHEN a.attgenerated <> '' THEN v.adrelid ELSE 0 END" : "0"}) END AS draw
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    JOIN pg_catalog.pg_sequence q ON q.seqrelid = c.oid
    LEFT JOIN pg_catalog.pg_depend o ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND o.objid = c.oid AND o.objsubid = 0 AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
    LEFT JOIN pg_catalog.pg_class t ON t.oid = o.refobjid
    LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
    LEFT JOIN pg_catalog.pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum
    WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND o.deptype IS DISTINCT FROM 'i'
      AND ${notOfExtension("pg_class", "c.oid")}
    ORDER BY 1, 2`,
};

export const sequenceKind: PostgresKind<Sequence> = {
  name: "sequence",
  catalog: [sequencesQuery],
  recreatable: false,
  hcl: sequenceCodec,

  read: (rows, context) =>
    rowsOf<SequenceRow>(rows, sequencesQuery)
      .filter((row) => row.draw === null || !isPlainDraw(row.draw))
      .map((row) => readSequence(row, context)),

  // The owner is set in a step of its own, after the table: the table's defaults may draw from the sequence.
  requires: (sequence) => [...schemaOf(sequence), ...ownerRefs(sequence)],

  essence: ({ position: _position, ...sequence }) => sequence,

  compare: (from, to) =>
    compareWhole(from, to, ({ comment = "", position: _position, ...rest }) => ({
      ...rest,
      schema: "",
      name: "",
      comment,
    })),

  steps: stepsByRules<Sequence>({
    add: (object, context) => {
      const former = findSequenceColumn(context.from, object);
      return former?.column.serial ? adopt(object, former, former.column.serial) : create(object);
    },
    // It goes with its owner, by itself; or it becomes that of a serial or identity column that is there.
    drop: (object, context) =>
      losesOwner(object, context) || isAdopted(object, context)
        ? []
        : [
            {
              ...dropStep(
                object,
                {
                  sql: `DROP SEQUENCE ${qualified(object)}`,
                  comment: `drop sequence "${object.name}"`,
                  undo: [createSql(object)],
                },
                schemaOf(object),
              ),
              blocks: "everything",
              losesData: true,
              loses: [
                `the next value of sequence "${[object.schema, object.name].filter(Boolean).join(".")}"`,
              ],
            },
          ],
    modify: (from, to) => [
      ...moveUnused(from, to),
      ...alterSettings(from, to),
      ...(ownerText(from) === ownerText(to) ? [] : [own(to, from, "modify_sequence")]),
      ...((from.comment ?? "") === (to.comment ?? "") ? [] : [describe(to, from.comment, "modify_sequence")]),
    ],
  }),
};
function create(object: Sequence): readonly DraftStep[] {
  return [
    createStep(
      object,
      {
        sql: createSql(object),
        comment: `create sequence "${object.name}"`,
        undo: [`DROP SEQUENCE ${qualified(object)}`],
      },
      schemaOf(object),
    ),
    ...(object.ownedBy ? [own(object, undefined, "add_sequence")] : []),
    ...(object.comment === undefined ? [] : [describe(object, undefined, "add_sequence")]),
  ];
}

/** The sequence of a serial column gets to stand on its own, and goes on from where it is. */
function adopt(
  object: Sequence,
  former: { readonly table: Table; readonly column: Column },
  settings: OwnedSequence,
): readonly DraftStep[] {
  const { table, column } = former;
  const ownedBy = { schema: table.schema, table: table.name, column: column.name };
  // A sequence is logged like its table; PostgreSQL before 15 knows no others than logged ones.
  const from: Sequence = { ...object, ...settings, kind: "sequence", name: object.name, ownedBy };
  const asAdded = (step: DraftStep): DraftStep => ({
    ...step,
    sources: [{ change: "add_sequence", subject: refOf(object) }],
    needs: step.needs.filter((ref) => refKey(ref) !== refKey(refOf(object))),
  });
  const release = own(object, from, "add_sequence");
  return [
    { ...asAdded(release), creates: [refOf(object)] },
    ...alterSettings(from, object).map(asAdded),
    ...(object.comment === undefined ? [] : [describe(object, undefined, "add_sequence")]),
  ];
}

function isAdopted(object: Sequence, context: StepsContext): boolean {
  const heir = findSequenceColumn(context.to, object);
  const table = heir && findTable(context.from, heir.table);
  return table?.columns.some(({ name }) => name === heir?.column.name) ?? false;
}

/** Drawing and nothing else: then the column is serial and the sequence its workings. */
function isPlainDraw(expression: string): boolean {
  return /^nextval\('[^']*(?:''[^']*)*'::regclass\)$/.test(expression);
}

function readSequence(row: SequenceRow, context: ReadContext): Sequence {
  const { type, start, increment, min, max, cache, cycle, unlogged } = row;
  return {
    kind: "sequence",
    schema: context.schemaName(row.schema),
    name: row.name,
    type,
    start,
    increment,
    min,
    max,
    cache,
    cycle,
    unlogged,
    ...(row.owner_schema !== null &&
      row.owner_table !== null &&
      row.owner_column !== null && {
        ownedBy: {
          schema: context.schemaName(row.owner_schema),
          table: row.owner_table,
          column: row.owner_column,
        },
      }),
    ...(row.comment !== null && { comment: row.comment }),
    ...(row.position !== null && { position: row.position }),
  };
}

const largest: Readonly<Record<string, bigint>> = {
  smallint: 32_767n,
  integer: 2_147_483_647n,
  bigint: 9_223_372_036_854_775_807n,
};

/** What the server takes for what is not said. */
function defaultsOf(sequence: Sequence): {
  readonly min: string;
  readonly max: string;
  readonly start: string;
} {
  const limit = largest[sequence.type] ?? 0n;
  return sequence.increment.startsWith("-")
    ? { min: String(-limit - 1n), max: "-1", start: sequence.max }
    : { min: "1", max: String(limit), start: sequence.min };
}

function createSql(sequence: Sequence): string {
  const defaults = defaultsOf(sequence);
  return [
    `CREATE ${sequence.unlogged ? "UNLOGGED " : ""}SEQUENCE ${qualified(sequence)}`,
    sequence.type === "bigint" ? "" : `AS ${sequence.type}`,
    sequence.increment === "1" ? "" : `INCREMENT BY ${sequence.increment}`,
    sequence.min === defaults.min ? "" : `MINVALUE ${sequence.min}`,
    sequence.max === defaults.max ? "" : `MAXVALUE ${sequence.max}`,
    sequence.start === defaults.start ? "" : `START WITH ${sequence.start}`,
    sequence.cache === "1" ? "" : `CACHE ${sequence.cache}`,
    sequence.cycle ? "CYCLE" : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** The next value stays; only what differs is said, but for the bounds that a new type would move. */
function alterSettings(from: Sequence, to: Sequence): readonly DraftStep[] {
  assertPositionFits(from, to);
  const retyped = from.type !== to.type;
  const clauses = [
    retyped ? `AS ${to.type}` : "",
    from.increment === to.increment ? "" : `INCREMENT BY ${to.increment}`,
    from.min === to.min && !retyped ? "" : `MINVALUE ${to.min}`,
    from.max === to.max && !retyped ? "" : `MAXVALUE ${to.max}`,
    from.start === to.start ? "" : `START WITH ${to.start}`,
    from.cache === to.cache ? "" : `CACHE ${to.cache}`,
    from.cycle === to.cycle ? "" : to.cycle ? "CYCLE" : "NO CYCLE",
    // Nobody drew from it yet: its position would have been refused.
    areApart(from, to) ? "RESTART" : "",
  ].filter((part) => part !== "");
  const undo =
    from === to || clauses.length === 0
      ? []
      : [`ALTER SEQUENCE ${qualified(to)} ${reverse(from)}${areApart(from, to) ? " RESTART" : ""}`];
  const comment = `modify sequence "${to.name}"`;
  const persistence = `ALTER SEQUENCE ${qualified(to)} SET ${to.unlogged ? "UNLOGGED" : "LOGGED"}`;
  return [
    ...(clauses.length === 0
      ? []
      : [
          alterStep(
            to,
            { sql: `ALTER SEQUENCE ${qualified(to)} ${clauses.join(" ")}`, comment, undo },
            { blocks: "writes" },
          ),
        ]),
    ...(from.unlogged === to.unlogged
      ? []
      : [alterStep(to, { sql: persistence, comment }, { blocks: "everything" })]),
  ];
}

/**
 * A sequence that nobody drew from stands at its start, which its new bounds may leave outside. One that was drawn
 * from stays where it is.
 */
function moveUnused(from: Sequence, to: Sequence): readonly DraftStep[] {
  if (isWithin(from.start, to)) return [];
  const [low, high] = [larger(from.min, to.min), -larger(-BigInt(from.max), -BigInt(to.max))];
  // Bounds that have nothing in common leave no place to go first: see `alterSettings`.
  if (low > high) return [];
  const start = BigInt(to.start);
  const value = start < low ? low : start > high ? high : start;
  const name = qualified(to);
  const sql = `SELECT setval(${literal(name)}, ${value}, false) FROM ${name} WHERE NOT is_called`;
  return [alterStep(to, { sql, comment: `set position of sequence "${to.name}"` }, { blocks: "nothing" })];
}

function isWithin(value: string, { min, max }: Sequence): boolean {
  return BigInt(min) <= BigInt(value) && BigInt(value) <= BigInt(max);
}

function areApart(one: Sequence, other: Sequence): boolean {
  return BigInt(one.max) < BigInt(other.min) || BigInt(other.max) < BigInt(one.min);
}

function larger(one: string | bigint, other: string | bigint): bigint {
  return BigInt(one) > BigInt(other) ? BigInt(one) : BigInt(other);
}

/** The server takes no bounds that leave the last value outside; a new position is for the user to choose. */
function assertPositionFits({ position }: Sequence, to: Sequence): void {
  if (position === undefined) return;
  if (isWithin(position, to)) return;
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `${describeRef(refOf(to))} stands at ${position}, outside of its new bounds ${to.min} to ${to.max}`,
    {
      details: { sequence: refOf(to), position, min: to.min, max: to.max },
      hint: `Choose bounds that hold ${position}, or set the sequence to a value within both first (setval).`,
    },
  );
}

function reverse(from: Sequence): string {
  const { type, increment, min, max, start, cache, cycle } = from;
  return `AS ${type} INCREMENT BY ${increment} MINVALUE ${min} MAXVALUE ${max} START WITH ${start} CACHE ${cache} ${cycle ? "CYCLE" : "NO CYCLE"}`;
}

function ownerText(sequence: Sequence): string {
  if (!sequence.ownedBy) return "NONE";
  const { schema, table, column } = sequence.ownedBy;
  return `${qualified({ schema, name: table })}.${ident(column)}`;
}

function losesOwner({ ownedBy }: Sequence, context: StepsContext): boolean {
  if (!ownedBy) return false;
  // The fields are those of the kind `table`.
  const tables = context.to.objects.filter((object): object is Table => object.kind === "table");
  const table = tables.find(({ schema, name }) => schema === ownedBy.schema && name === ownedBy.table);
  return !table?.columns.some(({ name }) => name === ownedBy.column);
}

function ownerRefs(sequence: Sequence): readonly Ref[] {
  if (!sequence.ownedBy) return [];
  const { schema, table, column } = sequence.ownedBy;
  return [columnRef({ schema, name: table }, column)];
}

function own(to: Sequence, from: Sequence | undefined, change: string): DraftStep {
  const ref = refOf(to);
  const step = alterStep(
    to,
    {
      sql: `ALTER SEQUENCE ${qualified(to)} OWNED BY ${ownerText(to)}`,
      comment: `modify sequence "${to.name}"`,
      undo: [`ALTER SEQUENCE ${qualified(to)} OWNED BY ${from ? ownerText(from) : "NONE"}`],
    },
    { blocks: "writes", needs: ownerRefs(to), releases: from ? ownerRefs(from) : [] },
  );
  return { ...step, sources: [{ change, subject: ref }] };
}

function describe(object: Sequence, previous: string | undefined, change: string): DraftStep {
  const description = `sequence: "${object.name}"`;
  return commentStep(
    `SEQUENCE ${qualified(object)}`,
    description,
    refOf(object),
    object.comment,
    previous,
    change,
  );
}
