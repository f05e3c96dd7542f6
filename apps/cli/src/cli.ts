import { asAtlasError } from "@atlas/core";
import type { WorkflowDeps } from "@atlas/workflows";
import { readArgv } from "./argv.ts";
import type { Group } from "./command.ts";
import { showError } from "./errors.ts";
import { helpText } from "./help.ts";
import type { Terminal } from "./terminal.ts";

/** What the program around a command line gives it. */
export interface Host {
  readonly root: Group;
  readonly terminal: Terminal;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly deps: () => Promise<WorkflowDeps>;
  /** Takes secrets of the command line out of a text. */
  readonly hide: (text: string) => string;
}

/**
 * Runs one command line.
 *
 * @param args - without the program's name.
 * @returns the exit code: 0, or 1 after any error, which has been shown.
 */
export async function runCli(args: readonly string[], host: Host): Promise<number> {
  try {
    const invocation = readArgv(args, host.root);
    if (invocation.type === "help") {
      host.terminal.out(helpText(invocation.path, invocation.node));
      return 0;
    }
    return await invocation.command.run(invocation.values, host);
  } catch (error) {
    showError(asAtlasError(error), host.terminal);
    return 1;
  }
}
