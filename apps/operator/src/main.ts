#!/usr/bin/env -S node --max-semi-space-size=1
import { asAtlasError } from "@atlas/core";
import { logFor, parseCommand } from "./command.ts";
import { errorText } from "./failures.ts";
import { runOperator } from "./run.ts";

/** Starts the operator as a process of its own. */
async function main(args: readonly string[]): Promise<number> {
  const out = (text: string): void => void process.stdout.write(text);
  const err = (text: string): void => void process.stderr.write(text);
  const stop = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stop.abort());
  try {
    const invocation = parseCommand(args, process.env, { out, err });
    if (!invocation) return 0;
    const log = logFor(invocation, err);
    const isOverManifests = invocation.settings.manifests !== undefined;
    await runOperator(invocation.settings, {
      signal: stop.signal,
      log,
      ...(isOverManifests ? { onTable: (table: string) => out(`\n${table}`) } : {}),
    });
    log("info", "stopped");
    return 0;
  } catch (thrown) {
    const error = asAtlasError(thrown);
    if (stop.signal.aborted && error.code === "E_CANCELLED") return 0;
    err(`Error: ${errorText(error)}\n`);
    return 1;
  }
}

// The bundle is CommonJS, where nothing is waited for at this level.
void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
