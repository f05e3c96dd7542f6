import type { RenameHint, SqlSyntax } from "@atlas/core";
import { renamesOf } from "@atlas/lint";

/** What statements give another name, as hints for their way back. */
export function renamesBack(statements: readonly string[], syntax: SqlSyntax): readonly RenameHint[] {
  // By what they are called after the statements: what they were called before.
  const objects = new Map<string, string>();
  const parts = new Map<string, RenameHint>();
  const formerly = (name: string): string => objects.get(name) ?? name;
  for (const rename of statements.flatMap((text) => renamesOf(text, syntax))) {
    if (rename.kind === "schema") continue;
    if (rename.kind === "object") {
      const name = formerly(rename.from.name);
      objects.delete(rename.from.name);
      objects.set(rename.to.name, name);
      continue;
    }
    const table = formerly(rename.table.name);
    const keyOf = (part: string): string => JSON.stringify([rename.kind, table, part]);
    const name = parts.get(keyOf(rename.from))?.name ?? rename.from;
    parts.delete(keyOf(rename.from));
    parts.set(keyOf(rename.to), { kind: rename.kind, table, name, from: rename.to });
  }
  // `ALTER TABLE` and `ALTER INDEX` rename whatever has the name.
  const whole = [...objects].flatMap(([from, name]): readonly RenameHint[] =>
    from === name
      ? []
      : [
          { kind: "table", name, from },
          { kind: "index", name, from },
        ],
  );
  return [...whole, ...[...parts.values()].filter(({ from, name }) => from !== name)];
}
