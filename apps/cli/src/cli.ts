import { asAtlasError } from "@atlas/core";
import { readArgv } from "./argv.ts";
import type { CommandContext, Group } from "./command.ts";
import { showError } from "./errors.ts";
import { helpText } from "./help.ts";

/** What the program around a command line gives it. */
export interface Host extends CommandContext {
  readonly root: Group;
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
      if (invocation.note !== undefined) host.terminal.err(`${invocation.note}\n`);
      host.terminal.out(helpText(invocation.path, invocation.node));
      return 0;
    }
    return await invocation.command.run(invocation.values, host, invocation.operands);
  } catch (error) {
    const reason = asAtlasError(error);
    if (reason.code === "E_CHECKSUM" && reason.details["source"] !== undefined) {
      const { checksumHelp } = await import("./commands/migrate/shared.ts");
      host.terminal.out(checksumHelp(reason));
    }
    showError(reason, host.terminal);
    return 1;
  }
}
