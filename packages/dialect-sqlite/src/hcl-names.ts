import type { State } from "@atlas/core";
import type { Table } from "./kinds/table/model.ts";
import { columnOf } from "./kinds/table/hcl/parts.ts";
import { fold } from "./text.ts";

/** Tables and views of a state by the names that SQLite finds them by, in either case of letters. */
export class StateNames {
  readonly #tables = new Map<string, Table>();
  readonly #views = new Map<string, string>();

  constructor(state: State) {
    // Objects of these kinds in a state of this dialect are its tables and views.
    for (const object of state.objects)
      if (object.kind === "table") this.#tables.set(fold(object.name), object as Table);
      else if (object.kind === "view") this.#views.set(fold(object.name), object.name);
  }

  table(name: string): Table | undefined {
    return this.#tables.get(fold(name));
  }

  view(name: string): string | undefined {
    return this.#views.get(fold(name));
  }

  /** As they are spelled in the table; `undefined`: one of them is not there. */
  columns(table: Table, names: readonly string[]): readonly string[] | undefined {
    const columns = names.flatMap((name) => columnOf(table, name) ?? []);
    return columns.length === names.length ? columns : undefined;
  }
}
