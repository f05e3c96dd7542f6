import type { KubeObject } from "@atlas/kube";
import { atlasSchemaStatus } from "./crd/atlas-schema.ts";
import { parseStatus } from "./resource.ts";
import { conditionOf } from "./status.ts";

/**
 * Resources as `kubectl get` shows them, sorted by kind, namespace and name.
 *
 * @param objects - AtlasSchema and AtlasMigration resources with the status that passes have written.
 */
export function renderTable(objects: readonly KubeObject[]): string {
  const rows = objects
    .map((object) => {
      // Both kinds have their conditions in common.
      const ready = conditionOf(parseStatus(atlasSchemaStatus, object), "Ready");
      const { namespace, name } = object.metadata;
      const resource = `${object.kind.toLowerCase()}/${name}`;
      return [namespace, resource, ready?.status ?? "", ready?.reason ?? "", summaryOf(ready?.message ?? "")];
    })
    .sort((a, b) => (a.join("\0") < b.join("\0") ? -1 : 1));
  const header = ["NAMESPACE", "NAME", "READY", "REASON", "MESSAGE"];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows]
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** The first sentence: the rest is for `kubectl describe` and programs. */
function summaryOf(message: string): string {
  const [line = ""] = message.split(/\n| Apply response: /, 1);
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}
