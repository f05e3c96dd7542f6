import { AtlasError } from "@atlas/core";
import type { Log } from "@atlas/kube";
import { Command, CommanderError } from "commander";
import { parseDuration } from "./duration.ts";
import { createLog, type LogLevel } from "./log.ts";
import { type OperatorSettings, parseBoolean, parseDriftMode, settingsOf } from "./settings.ts";

/** What the command line and the environment ask for. */
export interface Invocation {
  readonly settings: OperatorSettings;
  readonly log: { readonly level: LogLevel; readonly encoder: "json" | "console" };
}

export interface CommandOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Options as commander gives them: texts, or `true` for a flag without a value. */
type Options = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Reads the command line: `atlas-operator [run] [flags]`.
 *
 * @param args - without the program.
 * @returns `undefined` when only help was asked for.
 * @throws {AtlasError} `E_FLAG` for what is not understood.
 */
export function parseCommand(
  args: readonly string[],
  env: Env,
  output: CommandOutput,
): Invocation | undefined {
  let options: Options | undefined;
  const program = new Command("atlas-operator");
  program.description("Keeps databases in the state that AtlasSchema resources declare.");
  program.exitOverride().configureOutput({ writeOut: output.out, writeErr: () => {} });
  const run = program.command("run", { isDefault: true }).description("Works until it is stopped.");
  run.exitOverride().configureOutput({ writeOut: output.out, writeErr: () => {} });
  for (const [flags, description] of flagTable) run.option(flags, description);
  run.action((given: Options) => {
    options = given;
  });
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new AtlasError("E_FLAG", error.message.replace(/^error: /, ""), {
      hint: "Run atlas-operator run --help for the flags there are.",
    });
  }
  if (!options) return undefined;
  return { settings: settingsFrom(options, env), log: logOf(options) };
}

/** Booleans take `=false`, as programs in this field do. */
const flagTable: readonly (readonly [flags: string, description: string])[] = [
  ["--manifests <dir>", "work on a folder of manifests instead of a cluster"],
  ["--kubeconfig <file>", "the cluster to work on (the pod's own, else what kubectl would use)"],
  ["--label-selector <selector>", "only resources with these labels"],
  ["--namespace <list>", "only these namespaces, separated by commas"],
  [
    "--drift-interval <duration>",
    "how often databases are compared although nothing happened; 0: never (10m)",
  ],
  ["--drift <mode>", "what to do about drift: heal or report (heal)"],
  ["--max-concurrent-reconciles <n>", "passes over resources at once (10)"],
  ["--leader-elect [bool]", "work only while holding the lease, so that replicas do not collide (false)"],
  ["--leader-election-id <name>", "name of the lease (5220c287.atlasgo.io)"],
  ["--metrics-bind-address <address>", "where metrics are served; 0: nowhere (:8080)"],
  ["--metrics-secure [bool]", "serve metrics with TLS; not available (false)"],
  ["--health-probe-bind-address <address>", "where /healthz and /readyz are served; 0: nowhere (:8081)"],
  ["--enable-http2 [bool]", "without effect: nothing is served with HTTP/2 (false)"],
  ["--zap-devel [bool]", "log for people (console); otherwise JSON lines (true)"],
  ["--zap-encoder <encoder>", "json or console"],
  ["--zap-log-level <level>", "debug, info, warn or error; a number above 0 is debug (info)"],
  ["--zap-stacktrace-level <level>", "without effect: errors carry codes"],
  ["--zap-time-encoding <encoding>", "without effect: times are ISO 8601"],
];

function settingsFrom(options: Options, env: Env): OperatorSettings {
  const manifests = typeof options["manifests"] === "string" ? options["manifests"] : undefined;
  const defaults = settingsOf(env, manifests);
  const text = (name: string, otherwise: string): string => {
    const value = options[name];
    return typeof value === "string" ? value : otherwise;
  };
  if (flag(options, "metricsSecure", "--metrics-secure", false)) {
    throw new AtlasError("E_FLAG", "this build does not serve metrics with TLS (--metrics-secure)", {
      hint: "Leave the flag away and restrict access with a NetworkPolicy.",
    });
  }
  flag(options, "enableHttp2", "--enable-http2", false);
  const { driftInterval } = options;
  return {
    ...defaults,
    kubeconfig: text("kubeconfig", "") || undefined,
    labelSelector: text("labelSelector", defaults.labelSelector),
    namespaces: text("namespace", "")
      .split(",")
      .map((namespace) => namespace.trim())
      .filter((namespace) => namespace !== ""),
    driftMode: parseDriftMode(text("drift", defaults.driftMode), "--drift"),
    driftIntervalMs:
      typeof driftInterval === "string"
        ? parseDuration(driftInterval, "--drift-interval")
        : defaults.driftIntervalMs,
    maxConcurrentReconciles: parseCount(
      text("maxConcurrentReconciles", String(defaults.maxConcurrentReconciles)),
      "--max-concurrent-reconciles",
    ),
    leaderElect: flag(options, "leaderElect", "--leader-elect", defaults.leaderElect),
    leaderElectionId: text("leaderElectionId", defaults.leaderElectionId),
    metricsAddress: text("metricsBindAddress", defaults.metricsAddress),
    probeAddress: text("healthProbeBindAddress", defaults.probeAddress),
  };
}

function flag(options: Options, name: string, shown: string, otherwise: boolean): boolean {
  const value = options[name];
  return typeof value === "string" ? parseBoolean(value, shown, otherwise) : (value ?? otherwise);
}

function parseCount(text: string, name: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new AtlasError("E_FLAG", `invalid number "${text}" for ${name}`, { hint: "Write 1 or more." });
}

function logOf(options: Options): Invocation["log"] {
  const isForPeople = flag(options, "zapDevel", "--zap-devel", true);
  const encoder = options["zapEncoder"] ?? (isForPeople ? "console" : "json");
  if (encoder !== "json" && encoder !== "console") {
    throw new AtlasError("E_FLAG", `invalid value "${String(encoder)}" for --zap-encoder`, {
      hint: "Write json or console.",
    });
  }
  return { level: levelOf(options["zapLogLevel"] ?? "info"), encoder };
}

function levelOf(text: string | boolean): LogLevel {
  switch (text) {
    case "debug":
    case "info":
    case "warn":
    case "error":
      return text;
    case "panic":
      return "error";
    default:
      if (typeof text === "string" && /^\d+$/.test(text)) return Number(text) > 0 ? "debug" : "info";
      throw new AtlasError("E_FLAG", `invalid value "${String(text)}" for --zap-log-level`, {
        hint: "Write debug, info, warn or error.",
      });
  }
}

/** The log that an invocation asks for, on standard error. */
export function logFor({ log }: Invocation, err: (text: string) => void): Log {
  return createLog({ ...log, write: err, now: () => new Date() });
}
