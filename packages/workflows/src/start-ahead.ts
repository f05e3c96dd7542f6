import { createHash } from "node:crypto";
import { join } from "node:path";
import type { DatabaseUrl, Dialect } from "@atlas/core";
import { contentStore } from "@atlas/engine";
import { startsServer } from "./dialects.ts";
import type { ApplyRequest, WorkflowDeps } from "./requests.ts";

/** Told how a run ends, for the next one that begins alike. */
export interface Foresight {
  noteSteps(hasSteps: boolean): Promise<void>;
}

interface Destination {
  readonly dialect: Pick<Dialect, "name">;
  readonly url: Pick<DatabaseUrl, "redacted" | "bound">;
}

/**
 * Has the dev server of a run started while its target is still being connected to, unless the last run of the same
 * texts on the same target could do without: to start one takes as long as reading a thousand tables does.
 *
 * A guess that decides nothing. A server that is not needed is stopped at the end, wherever it has come by then.
 */
export async function startAhead(
  given: ApplyRequest,
  target: Destination,
  deps: WorkflowDeps,
): Promise<Foresight | undefined> {
  const { devUrl, to } = given;
  const { cacheDir, devDatabases } = deps;
  const isOfTexts = to[0]?.type === "text";
  if (cacheDir === undefined || !isOfTexts || devUrl === undefined || !startsServer(devUrl)) return undefined;
  const hash = createHash("sha256");
  for (const part of [target.url.redacted, devUrl.reveal(), given.baseline?.text, given.variables, to])
    hash.update(`${JSON.stringify(part) ?? ""}\n`);
  const digest = hash.digest("hex");
  const store = contentStore(join(cacheDir, "runs"));
  const last = await store.get(digest);
  if (last !== without)
    devDatabases.prepare?.({
      url: devUrl,
      dialect: target.dialect.name,
      targetVersion: undefined,
      bound: typeof target.url.bound === "string",
    });
  return {
    async noteSteps(hasSteps) {
      const outcome = hasSteps ? "steps" : without;
      if (last !== outcome) await store.put(digest, outcome);
    },
  };
}

/** The outcome of a run that had nothing to try. */
const without = "synced";
