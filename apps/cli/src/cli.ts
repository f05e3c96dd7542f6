import { asAtlasError } from "@atlas/core";
import type { WorkflowDeps } from "@atlas/workflows";
import { readArgv } from "./argv.ts";
import type { Group } from "./command.ts";
import { showError } from "./errors.ts";
import { helpText } from "./help.ts";
import { redactText, secretsIn } from "./secrets.ts";
import type { Terminal } from "./terminal.ts";

/** What the program around a command line gives it. */
export interface Host {
  readonly root: Group;
  readonly terminal: Terminal;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly deps: () => Promise<WorkflowDeps>;
}

/**
 * Runs one command line. What goes to stderr is freed of the secrets on the command line, should a server
 * or library have quoted them; what goes to stdout is the result, and left as it is.
 *
 * @param args - without the program's name.
 * @returns the exit code: 0, or 1 after any error, which has been shown.
 */
export async function runCli(args: readonly string[], host: Host): Promise<number> {
  const secrets = secretsIn(args);
  const hide = (text: string): string => redactText(text, secrets);
  const terminal: Terminal = { ...host.terminal, err: (text) => host.terminal.err(hide(text)) };
  try {
    const invocation = readArgv(args, host.root);
    if (invocation.type === "help") {
      terminal.out(helpText(invocation.path, invocation.node));
      return 0;
    }
    return await invocation.command.run(invocation.values, { ...host, terminal, hide });
  } catch (error) {
    showError(asAtlasError(error), terminal);
    return 1;
  }
}
