import { homedir } from "node:os";
import { join } from "node:path";
import { AtlasError } from "@atlas/core";
import type { DriftMode } from "./drift.ts";
import { parseDuration } from "./duration.ts";

/** Everything that one run of the operator can be told. */
export interface OperatorSettings {
  /** A folder of manifests to work on instead of a cluster. */
  readonly manifests: string | undefined;
  /** A kubeconfig file; absent: the pod's service account, else what kubectl would use. */
  readonly kubeconfig: string | undefined;
  /** Where metrics are served, such as `:8080`; `0`: nowhere. */
  readonly metricsAddress: string;
  /** Where `/healthz` and `/readyz` are served; `0`: nowhere. */
  readonly probeAddress: string;
  readonly leaderElect: boolean;
  /** Name of the lease. */
  readonly leaderElectionId: string;
  /** Of AtlasSchema and AtlasMigration resources alone; empty: all. */
  readonly labelSelector: string;
  /** Empty: the whole cluster. */
  readonly namespaces: readonly string[];
  readonly maxConcurrentReconciles: number;
  readonly driftMode: DriftMode;
  /** How often each database is compared although nothing happened, in milliseconds, ±10 %; 0: never. */
  readonly driftIntervalMs: number;
  readonly allowCustomConfig: boolean;
  /** Whether pods of dev databases are kept for the next change. */
  readonly prewarm: boolean;
  /** What may be kept between runs; safe to delete. */
  readonly dataDir: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The settings without any flag. Over a folder of manifests nothing is served unless asked for.
 *
 * @throws {AtlasError} `E_FLAG` for an environment variable that is not understood.
 */
export function settingsOf(env: Env, manifests: string | undefined): OperatorSettings {
  return {
    manifests,
    kubeconfig: undefined,
    metricsAddress: manifests === undefined ? ":8080" : "0",
    probeAddress: manifests === undefined ? ":8081" : "0",
    leaderElect: false,
    leaderElectionId: "5220c287.atlasgo.io",
    labelSelector: "",
    namespaces: [],
    // Passes wait for databases most of the time, and ten seconds for one that does not answer.
    maxConcurrentReconciles: 10,
    driftMode: parseDriftMode(env["DRIFT"] || "heal", "DRIFT"),
    driftIntervalMs: parseDuration(env["DRIFT_INTERVAL"] || "10m", "DRIFT_INTERVAL"),
    allowCustomConfig: parseBoolean(env["ALLOW_CUSTOM_CONFIG"], "ALLOW_CUSTOM_CONFIG", false),
    prewarm: parseBoolean(env["PREWARM_DEVDB"], "PREWARM_DEVDB", true),
    dataDir: env["DATA_DIR"] || (manifests === undefined ? "/tmp/data" : personalCacheDir(env)),
  };
}

/** On somebody's own machine: where the CLI keeps the same. */
function personalCacheDir(env: Env): string {
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "atlas");
}

/** What is written for booleans in manifests and charts. */
const truths: readonly string[] = ["1", "t", "T", "TRUE", "true", "True"];
const falsehoods: readonly string[] = ["0", "f", "F", "FALSE", "false", "False"];

/** @throws {AtlasError} `E_FLAG` for anything but a boolean; empty and absent are the default. */
export function parseBoolean(text: string | undefined, name: string, defaultValue: boolean): boolean {
  if (text === undefined || text === "") return defaultValue;
  if (truths.includes(text)) return true;
  if (falsehoods.includes(text)) return false;
  throw new AtlasError("E_FLAG", `invalid boolean "${text}" for ${name}`, { hint: "Write true or false." });
}

/** @throws {AtlasError} `E_FLAG`. */
export function parseDriftMode(text: string, name: string): DriftMode {
  if (text === "heal" || text === "report") return text;
  throw new AtlasError("E_FLAG", `invalid value "${text}" for ${name}`, { hint: "Write heal or report." });
}
