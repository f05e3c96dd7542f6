import { columnPlan } from "./column-plan.ts";
import { equal } from "./equal.ts";
import { defaultText } from "./family.ts";
import type { Column, Table } from "./model.ts";

export interface CarryContext {
  /** Major version of the server. */
  readonly major: number;
  /** A column that the parent drops stays in its children, as somebody keeps it. */
  stays(column: string): boolean;
}

/**
 * A child as it is after the statements that bring its parent from one form to the other: the server carries
 * changes of columns over to children, whatever they had of their own before.
 *
 * @param child - with its defaults written out, as the parents.
 * @see https://www.postgresql.org/docs/18/ddl-inherit.html
 */
export function carried(child: Table, before: Table, after: Table, context: CarryContext): Table {
  if (equal(before.columns, after.columns)) return child;
  const plan = columnPlan(before, after, context.major);
  const prior = new Map(before.columns.map((column) => [column.name, column]));
  const next = new Map(after.columns.map((column) => [column.name, column]));
  const own = new Set(child.columns.map((column) => column.name));
  const kept = child.columns.flatMap((column): readonly Column[] => {
    const from = prior.get(column.name);
    const to = next.get(column.name);
    if (!from) return [to ? { ...column, inherited: column.inherited ?? "merged" } : column];
    if (!to) {
      if (column.inherited === "only" && !context.stays(column.name)) return [];
      const { inherited: _inherited, ...rest } = column;
      return [rest];
    }
    if (plan.rebuilt.has(column.name)) return [added(after, to)];
    return [carriedColumn(column, from, to, { before, after, major: context.major })];
  });
  const fresh = after.columns.filter(({ name }) => !prior.has(name) && !own.has(name));
  return { ...child, columns: [...kept, ...fresh.map((column) => added(after, column))] };
}

/** A column that ADD COLUMN on the parent brings, with what is set for it right afterwards. */
function added(parent: Table, column: Column): Column {
  const made = created(parent, column);
  const { compression: _compression, ...rest } = made;
  return { ...rest, ...(column.statistics !== undefined && { statistics: column.statistics }) };
}

/** A column as CREATE TABLE … PARTITION OF or INHERITS takes it from the parent. */
export function created(parent: Table, column: Column): Column {
  const text = defaultText(parent, column);
  return {
    name: column.name,
    type: column.type,
    ...(column.typeRef && { typeRef: column.typeRef }),
    notNull: column.notNull && !column.notNullNoInherit,
    ...(text !== undefined && { default: text }),
    inherited: "only",
    ...(column.generated && { generated: column.generated }),
    ...(column.collation !== undefined && { collation: column.collation }),
    ...(column.storage !== undefined && { storage: column.storage }),
    ...(column.compression !== undefined && { compression: column.compression }),
    options: [],
    uses: [],
    reads: column.reads,
  };
}

function carriedColumn(
  column: Column,
  from: Column,
  to: Column,
  parents: { readonly before: Table; readonly after: Table; readonly major: number },
): Column {
  const isRetyped = from.type !== to.type || from.collation !== to.collation;
  const text = defaultText(parents.after, to);
  const isRedefaulted = defaultText(parents.before, from) !== text;
  // Since PostgreSQL 18 a NOT NULL that the child declares itself stays when that of the parent goes.
  const staysNotNull = parents.major >= 18 && column.inherited === "merged" && !to.notNull;
  const { default: own, generated, storage, compression, statistics, ...rest } = column;
  return {
    ...rest,
    ...(isRetyped && { type: to.type, ...(to.typeRef && { typeRef: to.typeRef }) }),
    ...(isRetyped && to.collation !== undefined && { collation: to.collation }),
    ...(from.notNull !== to.notNull && !staysNotNull && { notNull: to.notNull }),
    ...optional("default", isRedefaulted ? text : own),
    ...optional("generated", equal(from.generated, to.generated) ? generated : to.generated),
    ...optional("storage", isRetyped || from.storage !== to.storage ? to.storage : storage),
    ...optional("compression", isRetyped ? undefined : compression),
    ...optional("statistics", from.statistics === to.statistics ? statistics : to.statistics),
  };
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [name in Name]?: Value } {
  // One member of this name, or none.
  return (value === undefined ? {} : { [name]: value }) as { readonly [name in Name]?: Value };
}
