import { asAtlasError } from "@atlas/core";
import type { WorkflowDeps } from "@atlas/workflows";
import { readArgv } from "./argv.ts";
import type { Group } from "./command.ts";
import { redactText, secretsIn, showError } from "./errors.ts";
import { helpText } from "./help.ts";
import type { Terminal } from "./terminal.ts";

/** What the program around a command line gives it. */
export interface Host {
  readonly root: Group;
  readonly terminal: Terminal;
  readonly version: string;
  readonly signal: AbortSignal;
  deps(): Promise<WorkflowDeps>;
}

/**
 * Runs one command line.
 *
 * @param args - without the program's name.
 * @returns the exit code: 0, or 1 after any error, which has been shown.
 */
export async function runCli(args: readonly string[], host: Host): Promise<number> {
  const secrets = secretsIn(args);
  try {
    const invocation = readArgv(args, host.root);
    if (invocation.type === "help") {
      host.terminal.out(helpText(invocation.path, invocation.node));
      return 0;
    }
    const hide = (text: string): string => redactText(text, secrets);
    return await invocation.command.run(invocation.values, { ...host, deps: () => host.deps(), hide });
  } catch (error) {
    showError(asAtlasError(error), host.terminal, secrets);
    return 1;
  }
}
