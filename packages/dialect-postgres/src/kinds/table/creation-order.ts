import type { State } from "@atlas/core";
import { linksOf } from "./family.ts";
import type { Column, Table } from "./model.ts";
import { findMember } from "./states.ts";

/**
 * The state with the columns of partitions and heirs in the order that they would be created in: those of the parents
 * first, in their order. One that was attached, or whose parent got columns later, has them in another, which no
 * statement brings about.
 */
export function inCreationOrder(state: State): State {
  return {
    ...state,
    objects: state.objects.map((object) => {
      const isMember = object.kind === "table" || object.kind === "foreign_table";
      const table = isMember ? findMember(state, object) : undefined;
      return table && linksOf(table).length > 0
        ? { ...object, columns: orderedColumns(table, state) }
        : object;
    }),
  };
}

function orderedColumns(table: Table, state: State): readonly Column[] {
  const parents = linksOf(table).flatMap(({ parent }) => findMember(state, parent) ?? []);
  const above = parents.flatMap((parent) => orderedColumns(parent, state).map(({ name }) => name));
  const place = new Map([...new Set(above)].map((name, at) => [name, at]));
  const placeOf = ({ name }: Column): number => place.get(name) ?? place.size;
  return table.columns.toSorted((a, b) => placeOf(a) - placeOf(b));
}
