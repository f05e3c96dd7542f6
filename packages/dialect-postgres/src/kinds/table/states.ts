import { refKey, type Ref, type State } from "@atlas/core";
import type { Sequence } from "../sequence.ts";
import { asTable } from "../foreign/as-table.ts";
import type { ForeignTable } from "../foreign/table-model.ts";
import type { Column, OwnedSequence, Table, TableName } from "./model.ts";

const cache = new WeakMap<State, ReadonlyMap<string, Table>>();

/** The table of a state by schema and name. The first question builds an index of the whole state. */
export function findTable(
  state: State,
  of: { readonly schema: string; readonly name: string },
): Table | undefined {
  let tables = cache.get(state);
  if (!tables) {
    tables = new Map(
      state.objects
        .filter((object) => object.kind === "table")
        .map((object) => {
          // A state of this dialect holds its tables in the form of `Table`.
          return [tableKey(object), object as Table];
        }),
    );
    cache.set(state, tables);
  }
  return tables.get(tableKey(of));
}

const foreignTables = new WeakMap<State, ReadonlyMap<string, Table>>();

/** What may have parents and children: a table, or one that stands for a foreign table. */
export function findMember(state: State, of: TableName): Table | undefined {
  const table = findTable(state, of);
  if (table) return table;
  let members = foreignTables.get(state);
  if (!members) {
    members = new Map(
      state.objects
        .filter((object) => object.kind === "foreign_table")
        // A state of this dialect holds them in the form of `ForeignTable`.
        .map((object) => [tableKey(object), asTable(object as ForeignTable)]),
    );
    foreignTables.set(state, members);
  }
  return members.get(tableKey(of));
}

/** The sequence of its own standing that has this name in the schema of a table. */
export function findSequence(
  state: State,
  of: { readonly schema: string },
  name: string,
): Sequence | undefined {
  return state.objects.find(
    (object): object is Sequence =>
      object.kind === "sequence" && object.schema === of.schema && object.name === name,
  );
}

/** The serial or identity column whose workings a sequence of this name is. */
export function findSequenceColumn(
  state: State,
  of: { readonly schema: string; readonly name: string },
): { readonly table: Table; readonly column: Column; readonly sequence: OwnedSequence } | undefined {
  for (const object of state.objects) {
    if (object.kind !== "table" || object.schema !== of.schema) continue;
    const table = findTable(state, object);
    for (const column of table?.columns ?? []) {
      const sequence = column.serial ?? column.identity;
      if (table && sequence?.sequence === of.name) return { table, column, sequence };
    }
  }
  return undefined;
}

function tableKey({ schema, name }: TableName): string {
  return refKey(tableRef({ schema, name }));
}

export function tableRef({ schema, name, foreign }: TableName): Ref {
  return { kind: foreign ? "foreign_table" : "table", schema, name };
}

/** Major version of the server a state was read from: `16.14` → 16. */
export function majorOf(state: State): number {
  return Number.parseInt(state.version, 10);
}
