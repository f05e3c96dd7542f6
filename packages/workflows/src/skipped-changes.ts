import type { SkippedChange } from "@atlas/core";
import type { ModelChange, TableChange } from "@atlas/lint";

/** Differences without those that a plan leaves out. */
export function withoutSkipped(
  changes: readonly ModelChange[],
  skipped: readonly SkippedChange[],
): readonly ModelChange[] {
  if (skipped.length === 0) return changes;
  const isSkipped = (verb: string, name: string, schema: string, table?: string): boolean =>
    skipped.some(
      ({ change, subject }) =>
        change.startsWith(`${verb}_`) &&
        subject.name === name &&
        subject.schema === schema &&
        (table === undefined || subject.table === undefined || subject.table === table),
    );
  const left = (change: ModelChange): readonly ModelChange[] => {
    switch (change.type) {
      case "add_schema":
        return isSkipped("add", change.schema.name, "") ? [] : [change];
      case "drop_schema": {
        if (!isSkipped("drop", change.schema.name, "")) return [change];
        return change.tables.flatMap((table) => left({ type: "drop_table", table }));
      }
      case "modify_schema":
        return isSkipped("modify", change.to.name, "") ? [] : [change];
      case "add_table":
      case "drop_table":
        return isSkipped(verbOf(change), change.table.name, change.table.schema) ? [] : [change];
      case "rename_table":
        return [change];
      case "add_object":
      case "drop_object":
        return isSkipped(verbOf(change), change.object.name, change.object.schema) ? [] : [change];
      case "modify_object":
        return isSkipped("modify", change.to.name, change.to.schema) ? [] : [change];
      case "modify_table": {
        const { schema, name: table } = change.from;
        const inner = change.changes.filter((each) => {
          const name = nameOf(each);
          return name === undefined || !isSkipped(verbOf(each), name, schema, table);
        });
        return inner.length === 0 ? [] : [{ ...change, changes: inner }];
      }
    }
  };
  return changes.flatMap(left);
}

function verbOf({ type }: ModelChange | TableChange): string {
  return type.split("_", 1)[0] ?? "";
}

function nameOf(change: TableChange): string | undefined {
  if ("part" in change) return change.part.name;
  return "from" in change ? change.from.name : undefined;
}
