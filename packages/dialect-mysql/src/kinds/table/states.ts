import { refKey, type State } from "@atlas/core";
import { type Server, serverOf } from "../../flavour.ts";
import { tableRef } from "../../text.ts";
import type { Table } from "./model.ts";

const tablesOf = new WeakMap<State, ReadonlyMap<string, Table>>();

/** The table of a state by schema and name. The first question builds an index of the whole state. */
export function findTable(
  state: State,
  of: { readonly schema: string; readonly name: string },
): Table | undefined {
  let tables = tablesOf.get(state);
  if (!tables) {
    // A state of this dialect holds its tables in the form of `Table`.
    const all = state.objects.filter((object): object is Table => object.kind === "table");
    tables = new Map(all.map((table) => [tableKey(table), table]));
    tablesOf.set(state, tables);
  }
  return tables.get(tableKey(of));
}

function tableKey({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return refKey(tableRef(schema, name));
}

const servers = new Map<string, Server>();

/** The server that a state was read from, or is meant for. */
export function serverOfState({ version }: State): Server {
  let server = servers.get(version);
  if (!server) servers.set(version, (server = serverOf(version)));
  return server;
}
