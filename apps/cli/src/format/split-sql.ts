import { posix } from "node:path";
import { type Ref, refKey, scriptText } from "@atlas/core";
import type { ObjectScript } from "@atlas/workflows";
import type { ArchiveFile } from "./archive.ts";
import { SplitPaths } from "./split-paths.ts";

/**
 * A schema as one SQL file for each object. A file imports those that it needs, and `main.sql` imports all.
 *
 * @param titleOf - what people call an object: of a function its name without the parameters.
 */
export function splitSql(
  scripts: readonly ObjectScript[],
  isBound: boolean,
  titleOf: (object: Ref) => string,
): readonly ArchiveFile[] {
  const paths = new SplitPaths(isBound, ".sql");
  const placed = scripts.map((script) => {
    const { object, closesCircle } = script;
    const title = titleOf(object);
    return {
      script,
      path: paths.pathOf(object.kind, object.schema, closesCircle ? `${title}.foreign_keys` : title),
    };
  });
  const byObject = new Map<string, string>();
  const byName = new Map<string, string>();
  for (const { script, path } of placed) {
    if (script.closesCircle) continue;
    byObject.set(refKey(script.object), path);
    byName.set(JSON.stringify([script.object.schema, script.object.name]), path);
  }
  const fileOf = (ref: Ref): string | undefined =>
    byObject.get(refKey(ref)) ??
    (ref.table === undefined ? undefined : byName.get(JSON.stringify([ref.schema, ref.table])));

  const files = placed.map(({ script, path }): ArchiveFile => {
    const own = script.closesCircle ? [script.object] : [];
    const needed = new Set([...own, ...script.needs].flatMap((ref) => fileOf(ref) ?? []));
    needed.delete(path);
    const imports = [...needed].map((other) => relative(path, other)).toSorted(nearFirst);
    const statements = script.steps.map((step) => `-- ${step.comment}\n${scriptText(step)}`);
    return { path, text: `${importLines(imports)}${statements.join("")}` };
  });
  return [{ path: "main.sql", text: importLines(files.map(({ path }) => path)).trimEnd() + "\n" }, ...files];
}

function importLines(paths: readonly string[]): string {
  return paths.length === 0 ? "" : `${paths.map((path) => `-- atlas:import ${path}\n`).join("")}\n`;
}

function relative(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to);
}

/** Files of the same folder come first. */
function nearFirst(a: string, b: string): number {
  const distance = Number(a.includes("/")) - Number(b.includes("/"));
  return distance || (a < b ? -1 : 1);
}
