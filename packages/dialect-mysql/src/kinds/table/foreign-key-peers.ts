import type { CompareContext, Ref, State } from "@atlas/core";
import type { Flavour } from "../../flavour.ts";
import { tableRef } from "../../text.ts";
import { typeParts } from "../../types.ts";
import { fold, type Pair, sameCharset, sameKind } from "./equal.ts";
import { type ForeignKey, type IndexPart, partRef, type Table } from "./model.ts";
import { findTable, serverOfState } from "./states.ts";

export function isSelfReference(table: Table, { references }: ForeignKey): boolean {
  return references.schema === table.schema && references.name === table.name;
}

/**
 * Whether a foreign key has to be away while columns of either side change: servers refuse another type or character
 * set on one side alone, and the two sides are changed one after the other.
 */
export function isDisturbed(tables: Pair<Table>, key: ForeignKey, { from, to }: CompareContext): boolean {
  const { flavour } = serverOfState(from);
  if (isRetyped(tables, key.columns, flavour)) return true;
  const parent = { from: findTable(from, key.references), to: findTable(to, key.references) };
  return (
    parent.from !== undefined &&
    parent.to !== undefined &&
    isRetyped({ from: parent.from, to: parent.to }, key.references.columns, flavour)
  );
}

/** MySQL lets a text get longer, and MariaDB a column begin or stop to count, while a foreign key stands on it. */
function isRetyped(tables: Pair<Table>, columns: readonly string[], flavour: Flavour): boolean {
  return columns.some((name) => {
    const find = ({ columns: all }: Table) => all.find((column) => fold(column.name) === fold(name));
    const [from, to] = [find(tables.from), find(tables.to)];
    if (!from || !to) return false;
    if (flavour !== "mariadb" && from.autoIncrement !== to.autoIncrement) return true;
    if (sameKind(tables, { from, to })) return false;
    return flavour === "mariadb" || !(sameCharset(tables, { from, to }) && widensText(from.type, to.type));
  });
}

function widensText(from: string, to: string): boolean {
  const [before, after] = [typeParts(from), typeParts(to)];
  return (
    before?.name === "varchar" &&
    after?.name === "varchar" &&
    Number(after.args) >= Number(before.args) &&
    Number(after.args) < 64 === Number(before.args) < 64
  );
}

/** What a foreign key stands on outside of its own table: the table, its columns, and the keys that it is found by. */
export function referencedRefs(key: ForeignKey, state: State): readonly Ref[] {
  const { schema, name, columns } = key.references;
  const parent = findTable(state, key.references);
  return [
    tableRef(schema, name),
    ...columns.map((column) => partRef(key.references, "column", column)),
    ...(parent ? keysOver(parent, columns).map(({ ref }) => ref) : []),
  ];
}

interface FoundKey {
  readonly ref: Ref;
  readonly parts: readonly IndexPart[];
}

/** The primary key and indexes whose first columns are these. */
export function keysOver(table: Table, columns: readonly string[]): readonly FoundKey[] {
  const all: readonly FoundKey[] = [
    ...(table.primaryKey
      ? [{ ref: partRef(table, "primary_key", "PRIMARY"), parts: table.primaryKey.parts }]
      : []),
    ...table.indexes
      .filter(({ type }) => type === "BTREE" || type === "HASH")
      .map(({ name, parts }) => ({ ref: partRef(table, "index", name), parts })),
  ];
  return all.filter(({ parts }) => startsWith(parts, columns));
}

/** Whether an index can serve a foreign key over these columns, in whatever order they start it. */
export function startsWith(parts: readonly IndexPart[], columns: readonly string[]): boolean {
  const first = parts.slice(0, columns.length);
  return (
    first.length === columns.length &&
    columns.every((column) =>
      first.some((part) => fold(part.column ?? "") === fold(column) && part.prefix === undefined),
    )
  );
}
