import { refOf, same } from "@atlas/core";
import type { PostgresKind } from "../../kind.ts";
import { foreignTableCodec } from "../hcl/foreign-table.ts";
import { compareStandIns, standInSteps, stepsByStandIn } from "../stand-in.ts";
import { tableEssence } from "../table/essence.ts";
import { foreignTableCatalog, readForeignTables, unmanagedForeignTables } from "./read-table.ts";
import type { ForeignTable } from "./table-model.ts";
import {
  asTable,
  createSteps,
  dropForeignTable,
  localTable,
  needsOf,
  optionSteps,
  remotely,
} from "./table-steps.ts";

export type { ForeignTable } from "./table-model.ts";

export const foreignTableKind: PostgresKind<ForeignTable> = {
  name: "foreign_table",
  selectors: ["table"],
  catalog: foreignTableCatalog,
  read: readForeignTables,
  unmanaged: unmanagedForeignTables,
  // Its rows are elsewhere.
  recreatable: true,

  essence: (table) => [tableEssence(asTable(table)), table.server, table.options, table.columnOptions],

  requires: needsOf,

  compare(from, to, context) {
    // All of it, or its options.
    const whole = { kind: "modify_foreign_table", object: refOf(to), subject: refOf(to), from, to };
    if (mustRebuild(from, to)) return [{ ...whole, rebuild: true, disturbs: [refOf(from)] }];
    const isSame = same([from.options, from.columnOptions], [to.options, to.columnOptions]);
    return [
      ...compareStandIns(localTable, from, to, context),
      ...(isSame ? [] : [{ ...whole, rebuild: false }]),
    ];
  },

  steps: stepsByStandIn<ForeignTable>("foreign_table", {
    create: createSteps,
    drop: dropForeignTable,
    modify: ({ from, to }, _whole, parts, context) => [
      ...standInSteps(localTable, { from, to }, parts, context).map(remotely),
      ...optionSteps(from, to),
    ],
  }),

  prune: (table, keep) => ({ ...table, checks: table.checks.filter((check) => keep("check", check.name)) }),

  hcl: foreignTableCodec,
};

/** Neither a server nor the type of a column that was read elsewhere changes in place; nothing is lost. */
function mustRebuild(from: ForeignTable, to: ForeignTable): boolean {
  const types = new Map(to.columns.map(({ name, type, collation }) => [name, `${type} ${collation ?? ""}`]));
  return (
    from.server !== to.server ||
    from.columns.some(({ name, type, collation, generated }) => {
      const next = to.columns.find((column) => column.name === name);
      return (
        next !== undefined &&
        (types.get(name) !== `${type} ${collation ?? ""}` || !same(generated ?? null, next.generated ?? null))
      );
    })
  );
}
