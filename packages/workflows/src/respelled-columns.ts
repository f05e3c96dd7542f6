import type { Step } from "@atlas/core";
import type { ModelChange, TableChange, TableModification } from "@atlas/lint";

/**
 * Differences in which a column that only gets other letter case is renamed, where its family takes both names for one:
 * the plan then changes the column, and drops none.
 */
export function withRespelled(
  changes: readonly ModelChange[],
  steps: readonly Step[],
): readonly ModelChange[] {
  return changes.map((change) => (change.type === "modify_table" ? respelled(change, steps) : change));
}

function respelled(table: TableModification, steps: readonly Step[]): ModelChange {
  const added = new Map(
    table.changes.flatMap((inner) =>
      inner.type === "add_column" ? [[inner.part.name.toLowerCase(), inner]] : [],
    ),
  );
  const taken = new Set<TableChange>();
  const changes = table.changes.map((inner): TableChange => {
    if (inner.type !== "drop_column") return inner;
    const successor = added.get(inner.part.name.toLowerCase());
    if (!successor || !isModified(table, [inner.part.name, successor.part.name], steps)) return inner;
    taken.add(successor);
    return { type: "rename_column", from: inner.part, to: successor.part };
  });
  return taken.size === 0 ? table : { ...table, changes: changes.filter((inner) => !taken.has(inner)) };
}

/** Whether a plan changes a column of one of these names. */
function isModified(
  { from: { schema, name } }: TableModification,
  names: readonly string[],
  steps: readonly Step[],
): boolean {
  return steps.some(({ sources }) =>
    sources.some(
      ({ change, subject }) =>
        change.startsWith("modify_") &&
        subject.schema === schema &&
        subject.table === name &&
        names.includes(subject.name),
    ),
  );
}
