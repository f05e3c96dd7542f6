import {
  type AddChange,
  AtlasError,
  type Change,
  type DraftStep,
  type DropChange,
  type Ref,
  refKey,
  refOf,
  same,
  type SchemaObject,
  schemaOf,
  type StepsContext,
} from "@atlas/core";
import type { PostgresKind } from "../../kind.ts";
import { foreignTableCodec } from "../hcl/foreign-table.ts";
import { compareStandIns, standInSteps } from "../stand-in.ts";
import { columnNeeds } from "../table/aspects.ts";
import { tableEssence } from "../table/essence.ts";
import { foreignTableCatalog, readForeignTables, unmanagedForeignTables } from "./read-table.ts";
import type { ForeignTable } from "./table-model.ts";
import { asTable, createSteps, dropForeignTable, localTable, optionSteps, remotely } from "./table-steps.ts";

export type { ForeignTable } from "./table-model.ts";

/** The foreign table itself changes: its options, or all of it. */
interface ModifyForeignTable extends Change {
  readonly from: ForeignTable;
  readonly to: ForeignTable;
  readonly rebuild: boolean;
}

export const foreignTableKind: PostgresKind<ForeignTable> = {
  name: "foreign_table",
  selectors: ["table"],
  catalog: foreignTableCatalog,
  read: readForeignTables,
  unmanaged: unmanagedForeignTables,
  // Its rows are elsewhere.
  recreatable: true,

  essence: (table) => [tableEssence(asTable(table)), table.server, table.options, table.columnOptions],

  requires,

  compare(from, to, context) {
    const whole = { kind: "modify_foreign_table", object: refOf(to), subject: refOf(to), from, to };
    if (mustRebuild(from, to)) return [{ ...whole, rebuild: true, disturbs: [refOf(from)] }];
    const isSame = same([from.options, from.columnOptions], [to.options, to.columnOptions]);
    return [
      ...compareStandIns(localTable, from, to, context),
      ...(isSame ? [] : [{ ...whole, rebuild: false }]),
    ];
  },

  steps(changes, context) {
    const steps: DraftStep[] = [];
    const parts: Change[] = [];
    for (const change of changes) {
      // The engine gives a kind the changes that it made itself, or those of whole objects.
      if (change.kind === "add_foreign_table")
        steps.push(...createSteps((change as AddChange<ForeignTable>).to, context));
      else if (change.kind === "drop_foreign_table")
        steps.push(dropForeignTable((change as DropChange<ForeignTable>).from));
      else parts.push(change);
    }
    return [...steps, ...modifySteps(parts, context)];
  },

  prune: (table, keep) => ({ ...table, checks: table.checks.filter((check) => keep("check", check.name)) }),

  hcl: foreignTableCodec,
};

function requires(table: ForeignTable): readonly Ref[] {
  return [
    ...schemaOf(table),
    { kind: "foreign_server", schema: "", name: table.server },
    ...table.columns.flatMap(columnNeeds),
    ...table.checks.flatMap((check) => check.uses),
  ];
}

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

function modifySteps(changes: readonly Change[], context: StepsContext): readonly DraftStep[] {
  const [first] = changes;
  if (!first) return [];
  const from = findTable(context.from.objects, first.object);
  const to = findTable(context.to.objects, first.object);
  if (!from || !to)
    throw new AtlasError(
      "E_INTERNAL",
      `foreign table "${first.object.name}" is changed but not in both states`,
    );
  const whole = changes.find(isWhole);
  if (whole?.rebuild) return [dropForeignTable(from), ...createSteps(to, context)];
  const parts = changes.filter((change) => change !== whole);
  const local = standInSteps(localTable, { from, to }, parts, context).map(remotely);
  return [...local, ...optionSteps(from, to)];
}

/** Changes of the table in its place have no `rebuild` of their own on the table itself. */
function isWhole(change: Change): change is ModifyForeignTable {
  return change.kind === "modify_foreign_table" && "rebuild" in change;
}

function findTable(objects: readonly SchemaObject[], ref: Ref): ForeignTable | undefined {
  const key = refKey(ref);
  return objects.find(
    (object): object is ForeignTable => object.kind === "foreign_table" && refKey(refOf(object)) === key,
  );
}
