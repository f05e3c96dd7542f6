import type { ModelColumn, ModelTable } from "@atlas/core";

/** Bytes that a value takes and what its offset is a multiple of. */
export interface Layout {
  readonly size: number;
  readonly align: number;
}

const fixed = (size: number, align: number): Layout => ({ size, align });

/**
 * Types of a fixed size on 64-bit servers (`typlen` and `typalign` of `pg_type`); all others are of a variable one.
 *
 * @see https://www.postgresql.org/docs/18/catalog-pg-type.html
 */
export const layouts: Readonly<Record<string, Layout>> = {
  boolean: fixed(1, 1),
  '"char"': fixed(1, 1),
  name: fixed(64, 1),
  uuid: fixed(16, 1),
  smallint: fixed(2, 2),
  smallserial: fixed(2, 2),
  tid: fixed(6, 2),
  integer: fixed(4, 4),
  serial: fixed(4, 4),
  real: fixed(4, 4),
  date: fixed(4, 4),
  oid: fixed(4, 4),
  xid: fixed(4, 4),
  cid: fixed(4, 4),
  macaddr: fixed(6, 4),
  regclass: fixed(4, 4),
  regcollation: fixed(4, 4),
  regconfig: fixed(4, 4),
  regdictionary: fixed(4, 4),
  regnamespace: fixed(4, 4),
  regoper: fixed(4, 4),
  regoperator: fixed(4, 4),
  regproc: fixed(4, 4),
  regprocedure: fixed(4, 4),
  regrole: fixed(4, 4),
  regtype: fixed(4, 4),
  bigint: fixed(8, 8),
  bigserial: fixed(8, 8),
  "double precision": fixed(8, 8),
  money: fixed(8, 8),
  macaddr8: fixed(8, 4),
  timestamp: fixed(8, 8),
  timestamptz: fixed(8, 8),
  time: fixed(8, 8),
  timetz: fixed(12, 8),
  interval: fixed(16, 8),
  pg_lsn: fixed(8, 8),
  xid8: fixed(8, 8),
  point: fixed(16, 8),
  line: fixed(24, 8),
  lseg: fixed(32, 8),
  box: fixed(32, 8),
  circle: fixed(24, 8),
};

/** How a value of a column lies in a row; `undefined`: its size varies, or it is not stored. */
function layoutOf({ typeName, attributes, generated }: ModelColumn): Layout | undefined {
  if (generated && !generated.stored) return undefined;
  if (typeName.endsWith("[]")) return undefined;
  if (attributes["type_kind"] === "enum") return fixed(4, 4);
  const base = attributes["base_type"];
  const name = typeof base === "string" ? base.replace(/\(.*$/, "") : typeName;
  return layouts[name] ?? (/^interval\b/.test(name) ? layouts["interval"] : undefined);
}

/** What another order of columns would save. */
export interface Padding {
  /** In each row. */
  readonly bytes: number;
  /** Names in the order that takes the least room: from the widest alignment to the narrowest, variable sizes last. */
  readonly order: readonly string[];
}

/** `undefined`: no other order takes less room. */
export function redundantPadding({ columns }: Pick<ModelTable, "columns">): Padding | undefined {
  const all = columns.map((column) => ({ name: column.name, layout: layoutOf(column) }));
  const best = all.toSorted((a, b) => (b.layout?.align ?? 0) - (a.layout?.align ?? 0));
  const bytes = rowSize(all.map(({ layout }) => layout)) - rowSize(best.map(({ layout }) => layout));
  return bytes > 0 ? { bytes, order: best.map(({ name }) => name) } : undefined;
}

/** Rows end at a multiple of eight bytes: with values of variable size behind, any byte saved before them counts. */
function rowSize(row: readonly (Layout | undefined)[]): number {
  const size = row.reduce((end, layout) => (layout ? aligned(end, layout.align) + layout.size : end), 0);
  return row.includes(undefined) ? size : aligned(size, 8);
}

function aligned(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}
