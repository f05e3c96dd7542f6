import type { State } from "@atlas/core";
import { fold } from "./equal.ts";
import type { Table } from "./model.ts";
import { findTable, serverOfState } from "./states.ts";

/**
 * The present state without primary keys that MySQL gives to tables without one (`sql_generate_invisible_primary_key`),
 * where the desired state has none either: the server refuses to drop them, and would make them again. Nobody can tell
 * them from such a key that somebody wrote, and the server does not try.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/create-table-gipks.html
 */
export function leaveGeneratedKeysAlone(from: State, to: State): State {
  if (serverOfState(from).flavour !== "mysql") return from;
  let isChanged = false;
  const objects = from.objects.map((object) => {
    const table = object.kind === "table" ? findTable(from, object) : undefined;
    const desired = table && hasGeneratedKey(table) ? findTable(to, table) : undefined;
    if (!table || !desired || desired.primaryKey || desired.columns.some(({ name }) => isName(name)))
      return object;
    isChanged = true;
    const { primaryKey: _generated, ...rest } = table;
    return { ...rest, columns: table.columns.filter(({ name }) => !isName(name)) };
  });
  return isChanged ? { ...from, objects } : from;
}

function isName(name: string): boolean {
  return fold(name) === "my_row_id";
}

function hasGeneratedKey({ columns: [first], primaryKey }: Table): boolean {
  const [part, ...others] = primaryKey?.parts ?? [];
  return (
    first !== undefined &&
    isName(first.name) &&
    first.type === "bigint unsigned" &&
    first.autoIncrement &&
    first.invisible &&
    others.length === 0 &&
    isName(part?.column ?? "")
  );
}
