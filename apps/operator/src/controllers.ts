import {
  type ControllerMetrics,
  type Log,
  runController,
  SharedWatches,
  type Store,
  type WatchScope,
} from "@atlas/kube";
import type { WorkflowDeps } from "@atlas/workflows";
import { DevServers } from "./dev-db/servers.ts";
import { configMapType, secretType } from "./inputs/references.ts";
import { migrationKind, schemaKind } from "./kinds.ts";
import { createPass, type ReconciledKind } from "./pass.ts";
import type { OperatorSettings } from "./settings.ts";
import type { Status } from "./status.ts";
import { Turns } from "./turns.ts";

export interface ControllersDeps {
  readonly store: Store;
  readonly workflows: WorkflowDeps;
  readonly settings: OperatorSettings;
  readonly metrics: ControllerMetrics;
  readonly log: Log;
}

/** Runs one controller for each kind until the signal is aborted and all passes have ended. */
export async function runControllers(deps: ControllersDeps, signal: AbortSignal): Promise<void> {
  const { store, workflows, settings, log } = deps;
  const watches = new SharedWatches(store, settings.namespaces, signal);
  const now = (): Date => new Date();
  const { writer } = store;
  using devServers = writer && new DevServers({ store, writer, log, prewarm: settings.prewarm });
  // Who may not look at Deployments needs no pods, or is told so when one is needed.
  await devServers?.adopt(settings.namespaces, signal).catch((error: unknown) => {
    log("info", "dev database pods were not looked for", { error: String(error) });
  });
  const schemas = schemaKind({
    workflows,
    turns: new Turns(),
    driftMode: settings.driftMode,
    allowCustomConfig: settings.allowCustomConfig,
    devServers,
    now,
  });
  const run = async <S extends Status>(kind: ReconciledKind<S>): Promise<void> => {
    const name = kind.type.kind.toLowerCase();
    const recheckAfterMs = (): number | undefined => jittered(settings.driftIntervalMs);
    await runController(
      {
        name,
        store,
        type: kind.type,
        scope: scopeOf(settings),
        reconcile: createPass(kind, { store, log, now, recheckAfterMs }),
        references: kind.references,
        watched: { types: [secretType, configMapType], watches },
        concurrency: settings.maxConcurrentReconciles,
        observer: deps.metrics.observer(name),
        log,
      },
      signal,
    );
  };
  await Promise.all([run(schemas), run(migrationKind)]);
  await watches.ended();
}

/** The resources that are managed; what they refer to is not selected by labels. */
export function scopeOf(settings: Pick<OperatorSettings, "namespaces" | "labelSelector">): WatchScope {
  const { namespaces, labelSelector } = settings;
  return labelSelector === "" ? { namespaces } : { namespaces, labelSelector };
}

/** ±10 %, so that not all databases are asked in one moment; `undefined` for 0. */
function jittered(intervalMs: number): number | undefined {
  return intervalMs === 0 ? undefined : intervalMs * (0.9 + 0.2 * Math.random());
}
