// The main job, on this machine alone: `npm run demo`, or `npm run demo -- --cluster`.
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AtlasError } from "../../packages/core/src/index.ts";
import { ClusterStage } from "./cluster-stage.ts";
import { FolderStage } from "./folder-stage.ts";
import { Narrator } from "./narrator.ts";
import { startProduction } from "./production.ts";
import { DemoError, type Stage } from "./stage.ts";
import { tellStory } from "./story.ts";

const usage = `Usage: npm run demo [-- --cluster]

Shows the main job on a PostgreSQL of its own: a schema is applied, changed, kept
from losing data, and compared with what somebody did by hand.

  --cluster   On a real Kubernetes API server, through kubectl. It is built from
              source on the first use, which needs Go 1.26 or newer.
`;

/** How long the end may take once it was asked for, in milliseconds. Watchdogs end what is left then. */
const endWithinMs = 10_000;

/** Exit codes: 0 all was shown, 1 something was not as it should be, 2 a mistake in the arguments, 130 stopped. */
async function main(args: readonly string[]): Promise<number> {
  const options = readArguments(args);
  if (options === undefined) return 2;
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const stop = stopOnSignals();
  const startedAt = performance.now();
  const narrator = new Narrator(process.stdout);
  try {
    await run(options.cluster, narrator, stop);
  } catch (error) {
    if (stop.aborted) {
      process.stderr.write("\nStopped. Nothing is left running.\n");
      return 130;
    }
    process.stderr.write(`\nThe demo failed. ${textOf(error)}\n`);
    return 1;
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  narrator.title(`That was all, in ${seconds} seconds. Nothing is left running.`);
  return 0;
}

async function run(onCluster: boolean, narrator: Narrator, stop: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "atlas-demo-"));
  // However this process ends, but for a SIGKILL.
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  narrator.title("Atlas: the schema of a database as code, kept by an operator");
  {
    await using production = await startProduction(stop);
    await using stage: Stage = onCluster
      ? await ClusterStage.open(folder, stop, (line) => narrator.say(line))
      : await FolderStage.open(folder, stop);
    await tellStory(production, stage, narrator);
  }
  remove();
}

function readArguments(
  args: readonly string[],
): { readonly cluster: boolean; readonly help: boolean } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { cluster: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    });
    return { cluster: values.cluster ?? false, help: values.help ?? false };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return undefined;
  }
}

/** What a person needs: the next step of our own errors, the place of a defect. */
function textOf(error: unknown): string {
  if (error instanceof AtlasError) {
    // What a server that would not start has said.
    const { said } = error.details;
    return [error.message, error.hint, typeof said === "string" ? said : undefined]
      .filter(Boolean)
      .join("\n");
  }
  if (error instanceof DemoError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Aborts on Ctrl-C, on being asked to end, and when nobody reads on, as in `npm run demo | head`. */
function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  const end = (): void => {
    if (stop.signal.aborted) return; // npm passes on the signal that the terminal has sent already.
    stop.abort();
    setTimeout(() => process.exit(130), endWithinMs).unref();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, end);
  for (const stream of [process.stdout, process.stderr]) stream.on("error", end);
  return stop.signal;
}

process.exitCode = await main(process.argv.slice(2));
