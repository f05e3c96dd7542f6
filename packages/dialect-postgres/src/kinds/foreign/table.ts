import { AtlasError, type CompareContext, describeRef, refOf, same } from "@atlas/core";
import type { PostgresKind } from "../../kind.ts";
import { foreignTableCodec } from "../hcl/foreign-table.ts";
import { compareStandIns, standInSteps, stepsByStandIn } from "../stand-in.ts";
import { tableEssence } from "../table/essence.ts";
import { childrenOf } from "../table/family.ts";
import { lineage } from "../table/lineage.ts";
import { renamedTable } from "../table/renamed.ts";
import { tableRef } from "../table/states.ts";
import { typeChange } from "../table/type-change.ts";
import { asTable } from "./as-table.ts";
import { foreignTableCatalog, readForeignTables } from "./read-table.ts";
import type { ForeignTable } from "./table-model.ts";
import {
  createSteps,
  dropForeignTable,
  localTable,
  optionSteps,
  remotely,
  requirementsOf,
} from "./table-steps.ts";

export type { ForeignTable } from "./table-model.ts";

export const foreignTableKind: PostgresKind<ForeignTable> = {
  name: "foreign_table",
  selectors: ["table"],
  selectorsOf: ({ partitionOf }) => (partitionOf ? ["partition"] : []),
  catalog: foreignTableCatalog,
  read: readForeignTables,
  // Its rows are elsewhere.
  recreatable: true,

  essence: (table) => [tableEssence(asTable(table)), table.server, table.options, table.columnOptions],

  requires: requirementsOf,

  compare(from, to, context) {
    // All of it, or its options.
    const whole = { kind: "modify_foreign_table", object: refOf(to), subject: refOf(to), from, to };
    if (mustRebuild(from, to, context)) return [{ ...whole, rebuild: true, disturbs: [refOf(from)] }];
    const isSame = same([from.options, from.columnOptions], [to.options, to.columnOptions]);
    return [
      ...compareStandIns(localTable, from, to, context),
      ...(isSame ? [] : [{ ...whole, rebuild: false }]),
    ];
  },

  steps: stepsByStandIn<ForeignTable>("foreign_table", {
    create: createSteps,
    drop: dropForeignTable,
    modify({ from, to }, _whole, parts, context) {
      const steps = standInSteps(localTable, { from, to }, parts, context);
      // What inherits from it may have rows here.
      const isAlone = childrenOf(context.from, from).length === 0;
      return [...(isAlone ? steps.map(remotely) : steps), ...optionSteps(from, to)];
    },
  }),

  renamed(table, rename, state) {
    const named = renamedTable(asTable(table), rename, state);
    const names = new Map(table.columns.map(({ name }, at) => [name, named.columns[at]?.name ?? name]));
    const { columns, checks, partitionOf, inherits, fromParents } = named;
    return {
      ...table,
      columns,
      checks,
      ...(partitionOf && { partitionOf }),
      ...(inherits && { inherits }),
      ...(fromParents && { fromParents }),
      columnOptions: table.columnOptions.map(({ column, options }) => ({
        column: names.get(column) ?? column,
        options,
      })),
    };
  },

  prune: (table, keep) => ({ ...table, checks: table.checks.filter((check) => keep("check", check.name)) }),

  hcl: foreignTableCodec,
};

/**
 * Neither a server nor the type of a column that was read elsewhere changes in place; nothing is lost. Where others
 * inherit from the table it cannot go, and those columns change that the server need not convert.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` where it would have to go.
 */
function mustRebuild(from: ForeignTable, to: ForeignTable, context: CompareContext): boolean {
  const { base, target } = lineage(asTable(from), asTable(to), context);
  const retyped = base.columns.flatMap((column) => {
    const next = target.columns.find(({ name }) => name === column.name);
    const isSame =
      next === undefined ||
      same([column.type, column.collation, column.generated], [next.type, next.collation, next.generated]);
    return isSame ? [] : [[column, next] as const];
  });
  const isOther = from.server !== to.server || retyped.length > 0;
  const [heir] = childrenOf(context.from, from);
  if (!isOther || !heir || childrenOf(context.to, to).length === 0) return isOther;
  if (
    from.server === to.server &&
    retyped.every(([one, other]) => typeChange(one, other).using === undefined)
  )
    return false;
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `${describeRef(refOf(from))} would have to be made again, and ${describeRef(tableRef(heir))} inherits from it`,
    {
      details: { subject: refOf(from), heir: tableRef(heir) },
      hint: "Take what inherits from it out in one run (NO INHERIT), and put it back in the next.",
    },
  );
}
