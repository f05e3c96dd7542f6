import { type KubeObject, pause, type Store } from "@atlas/kube";
import { atlasMigrationType } from "./crd/atlas-migration.ts";
import { atlasSchemaStatus, atlasSchemaType } from "./crd/atlas-schema.ts";
import { scopeOf } from "./controllers.ts";
import { parseStatus } from "./resource.ts";
import type { OperatorSettings } from "./settings.ts";
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

/** Changes that come together are shown together. */
const quietMs = 100;

/** Gives the table of all resources whenever it has changed, until the signal is aborted. */
export async function followTable(
  store: Store,
  settings: Pick<OperatorSettings, "namespaces" | "labelSelector">,
  show: (table: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const objects = new Map<string, KubeObject>();
  let shown = "";
  let isDue = false;
  const refresh = async (): Promise<void> => {
    if (isDue) return;
    isDue = true;
    await pause(quietMs, signal);
    isDue = false;
    const table = renderTable([...objects.values()]);
    if (table === shown) return;
    shown = table;
    show(table);
  };
  const follow = (type: typeof atlasSchemaType): Promise<void> =>
    store.watch(
      type,
      scopeOf(settings),
      (event) => {
        if (event.type === "synced") return;
        const { namespace, name } = event.object.metadata;
        const key = `${type.kind}/${namespace}/${name}`;
        if (event.type === "set") objects.set(key, event.object);
        else objects.delete(key);
        void refresh();
      },
      signal,
    );
  await Promise.all([follow(atlasSchemaType), follow(atlasMigrationType)]);
}
