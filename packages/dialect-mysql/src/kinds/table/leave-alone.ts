import type { State, UnmanagedObject } from "@atlas/core";
import { tableRef } from "../../text.ts";
import type { Table, TableOption } from "./model.ts";
import { findTable } from "./states.ts";
import { isLeftAlone } from "./table-facts.ts";

/**
 * The present state without table options that the desired state says nothing of: they become unmanaged traits, named
 * and left alone, since most of them cost a rebuild and somebody set them for a reason. Who declares an option has it
 * compared.
 */
export function leaveOptionsAlone(from: State, to: State): State {
  const left: UnmanagedObject[] = [];
  const objects = from.objects.map((object) => {
    const table = object.kind === "table" ? findTable(from, object) : undefined;
    const desired = table && findTable(to, table);
    if (!table || !desired) return object;
    const options = table.options.filter((option) => !isLeftAlone(option, desired));
    if (options.length === table.options.length) return object;
    left.push(
      ...table.options.filter((option) => isLeftAlone(option, desired)).map((option) => trait(table, option)),
    );
    return { ...table, options };
  });
  return left.length === 0 ? from : { ...from, objects, unmanaged: [...from.unmanaged, ...left] };
}

function trait({ schema, name }: Table, option: TableOption): UnmanagedObject {
  return {
    kind: "table option",
    schema,
    name: `${option.name}=${option.value} of ${schema === "" ? "" : `${schema}.`}${name}`,
    partOf: [tableRef(schema, name)],
    isTrait: true,
  };
}
