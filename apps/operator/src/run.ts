import { AtlasError } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import {
  ControllerMetrics,
  type KubeObject,
  type Log,
  ManifestStore,
  noLog,
  parseLabelSelector,
  runAsLeader,
  serveMetrics,
  serveProbes,
} from "@atlas/kube";
import { version } from "@atlas/workflows";
import { connectCluster } from "./cluster.ts";
import { runControllers } from "./controllers.ts";
import { dialects } from "./dialects.ts";
import { errorText } from "./failures.ts";
import { type OperatorSettings, settingsOf } from "./settings.ts";
import { followTable } from "./table.ts";

export interface RunContext {
  /** Stops the operator: running passes end, their statements are finished or cancelled, the lease is released. */
  readonly signal: AbortSignal;
  /** Default: nothing is logged. */
  readonly log?: Log;
  /** Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told the table of all resources, as `renderTable` gives it, whenever it has changed. */
  readonly onTable?: (table: string) => void;
  /** Over a folder of manifests: told each resource whose status was written, with that status. */
  readonly onStatus?: (object: KubeObject) => void;
  /** Over a folder of manifests: told each file or document that could not be read. */
  readonly onProblem?: (problem: AtlasError) => void;
}

/**
 * Runs the operator until its signal is aborted: on a cluster, or over a folder of manifests.
 *
 * @param options - settings that differ from the defaults and the environment.
 * @throws {AtlasError} when it cannot start, or when the lease is lost.
 */
export async function runOperator(options: Partial<OperatorSettings>, context: RunContext): Promise<void> {
  const { signal, log = noLog, env = process.env } = context;
  const settings: OperatorSettings = { ...settingsOf(env, options.manifests), ...options };
  parseLabelSelector(settings.labelSelector);
  logStart(settings, log);

  const metrics = new ControllerMetrics();
  await using _metricsServer = await serveMetrics(settings.metricsAddress, metrics.registry);
  await using _probeServer = await serveProbes(settings.probeAddress, {});
  await using devDatabases = createDevDatabases({
    cacheDir: settings.dataDir,
    onNotice: (notice) => log("info", "dev database", { notice }),
    env,
  });
  const workflows = { dialects, devDatabases, cacheDir: settings.dataDir };
  const cluster =
    settings.manifests === undefined
      ? await connectCluster({ kubeconfig: settings.kubeconfig, env }, metrics, log)
      : undefined;
  using manifests =
    settings.manifests === undefined ? undefined : await openManifests(settings.manifests, log, context);
  const store = cluster?.store ?? manifests;
  if (!store) throw new AtlasError("E_INTERNAL", "there is neither a cluster nor a folder of manifests");
  const work = async (stop: AbortSignal): Promise<void> => {
    const tables = context.onTable && followTable(store, settings, context.onTable, stop);
    await runControllers({ store, workflows, settings, metrics, log }, stop);
    await tables;
  };
  if (!cluster || !settings.leaderElect) return await work(signal);

  const { leaderElectionId: name } = settings;
  metrics.setLeader(name, false);
  const lease = { client: cluster.client, namespace: cluster.namespace, name, log };
  const ended = await runAsLeader(
    lease,
    async (stop) => {
      metrics.setLeader(name, true);
      await work(stop);
      metrics.setLeader(name, false);
    },
    signal,
  );
  if (ended === "lost") {
    throw new AtlasError("E_KUBE_API", `the lease ${name} was lost`, {
      hint: "Another replica works on; this one has to be started anew, which a Deployment does by itself.",
    });
  }
}

function logStart(settings: OperatorSettings, log: Log): void {
  if (settings.labelSelector !== "") {
    log("info", "restricting managed resources to label selector", { selector: settings.labelSelector });
  }
  if (settings.namespaces.length === 0) log("info", "watching all namespaces (cluster scope)");
  else log("info", "restricting watch to namespaces", { namespaces: settings.namespaces });
  log("info", "detected atlas version", { version });
}

async function openManifests(
  folder: string,
  log: Log,
  { onStatus, onProblem }: RunContext,
): Promise<ManifestStore> {
  return await ManifestStore.open(folder, {
    ...(onStatus && { onStatus }),
    onProblem: (problem) => {
      log("warn", "manifest not read", { code: problem.code, error: errorText(problem) });
      onProblem?.(problem);
    },
    onEvent: ({ about, type, reason, message }) => {
      const { namespace, name } = about.metadata;
      log(type === "Warning" ? "warn" : "info", "event", {
        kind: about.kind,
        namespace,
        name,
        reason,
        message,
      });
    },
  });
}
