import type { Ref, Secret, TableSize } from "@atlas/core";
import type { LintFile } from "@atlas/lint";
import { parseTarget } from "../dialects.ts";
import type { CallContext, WorkflowDeps } from "../requests.ts";

/** Present sizes of the tables that files change, by the names they have on a live database. */
export async function liveSizes(
  url: Secret<string>,
  files: readonly LintFile[],
  deps: WorkflowDeps,
  { signal }: CallContext,
): Promise<readonly TableSize[]> {
  const names = new Map<string, Ref>();
  for (const { changes } of files.flatMap(({ statements }) => statements))
    for (const change of changes)
      if (change.type === "modify_table") {
        const { schema, name } = change.from;
        names.set(JSON.stringify([schema, name]), { kind: "table", schema, name });
      }
  if (names.size === 0) return [];
  const target = parseTarget(deps.dialects, url);
  await using driver = await target.dialect.connect(target.url, { signal });
  return await driver.tableSizes([...names.values()], { signal });
}
