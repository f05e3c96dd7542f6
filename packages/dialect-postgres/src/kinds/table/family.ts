import type { Ref, State } from "@atlas/core";
import { literal, qualified } from "../../text.ts";
import type { Column, Table, TableName } from "./model.ts";
import { findMember, tableRef } from "./states.ts";

/** What ties a table to one parent. */
export interface Link {
  readonly parent: TableName;
  /** Of a partition. */
  readonly bound?: string;
}

/** To the table it is a partition of, or to those it inherits from. */
export function linksOf(table: Table): readonly Link[] {
  if (table.partitionOf) return [table.partitionOf];
  return (table.inherits ?? []).map((parent) => ({ parent }));
}

export function parentRefs(table: Table): readonly Ref[] {
  return linksOf(table).map(({ parent }) => tableRef(parent));
}

export function isSameTable(left: TableName, right: TableName): boolean {
  return left.schema === right.schema && left.name === right.name;
}

const children = new WeakMap<State, ReadonlyMap<string, readonly Table[]>>();

/** Partitions and heirs of a table in a state, foreign tables among them. The first question builds an index of the whole state. */
export function childrenOf(state: State, table: TableName): readonly Table[] {
  let all = children.get(state);
  if (!all) {
    const byParent = new Map<string, Table[]>();
    for (const object of state.objects) {
      const isMember = object.kind === "table" || object.kind === "foreign_table";
      const child = isMember ? findMember(state, object) : undefined;
      for (const { parent } of child ? linksOf(child) : []) {
        const list = byParent.get(qualified(parent));
        if (child && list) list.push(child);
        else if (child) byParent.set(qualified(parent), [child]);
      }
    }
    all = byParent;
    children.set(state, all);
  }
  return all.get(qualified(table)) ?? [];
}

/** Partitions and heirs, theirs, and so on. */
export function descendantsOf(state: State, table: TableName): readonly Table[] {
  return childrenOf(state, table).flatMap((child) => [child, ...descendantsOf(state, child)]);
}

/** The table with the defaults that it has from its parents written out. */
export function withDefaults(table: Table, state: State): Table {
  if (!table.columns.some((column) => column.inheritsDefault !== undefined)) return table;
  const parents = linksOf(table).flatMap(({ parent }) => {
    const found = findMember(state, parent);
    return found ? [withDefaults(found, state)] : [];
  });
  return {
    ...table,
    columns: table.columns.map((column) => {
      const { inheritsDefault, ...rest } = column;
      if (!inheritsDefault) return rest;
      const text = parents
        .flatMap((parent) => {
          const above = parent.columns.find(({ name }) => name === column.name);
          return above ? [defaultText(parent, above)] : [];
        })
        .find((found) => found !== undefined);
      return { ...rest, ...(text !== undefined && { default: text }) };
    }),
  };
}

/** What new rows of children get: of a serial column the next number of its sequence. */
export function defaultText(table: Table, column: Column): string | undefined {
  if (!column.serial) return column.default;
  const sequence = qualified({ schema: table.schema, name: column.serial.sequence });
  return `nextval(${literal(sequence)}::regclass)`;
}
