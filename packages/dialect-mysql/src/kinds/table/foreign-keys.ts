import type { ReadContext } from "../../kind.ts";
import type { ForeignKey, ForeignKeyAction } from "./model.ts";
import type { ForeignKeyRow, KeyColumnRow } from "./queries.ts";

const actions: readonly ForeignKeyAction[] = ["NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"];

/** The foreign keys of one table, by name. */
export function readForeignKeys(
  keys: readonly ForeignKeyRow[],
  columns: readonly KeyColumnRow[],
  context: ReadContext,
): readonly ForeignKey[] {
  const byName = Map.groupBy(columns, ({ name }) => name);
  return keys
    .flatMap(({ name, onUpdate, onDelete }): readonly ForeignKey[] => {
      const parts = (byName.get(name) ?? []).toSorted((a, b) => Number(a.position) - Number(b.position));
      const [first] = parts;
      if (!first) return [];
      return [
        {
          name,
          columns: parts.map(({ column }) => column),
          references: {
            schema: context.schemaName(first.refSchema),
            name: first.refTable,
            columns: parts.map(({ refColumn }) => refColumn),
          },
          onUpdate: actionOf(onUpdate),
          onDelete: actionOf(onDelete),
        },
      ];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function actionOf(text: string): ForeignKeyAction {
  return actions.find((action) => action === text) ?? "NO ACTION";
}
