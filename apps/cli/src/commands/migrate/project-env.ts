import type { CommandContext } from "../../command.ts";
import type { ProjectValues } from "../../project/flags.ts";
import type { OpenEnv } from "../../project/open.ts";

/** The environment of a command that works on files alone: what reaches databases is loaded only for a project file. */
export async function openFiles(values: ProjectValues, context: CommandContext): Promise<OpenEnv> {
  const { openOne } = await import("../../project/open.ts");
  if (values.env === undefined && values.config === undefined)
    return { project: undefined, env: undefined, variables: {} };
  return openOne(values, context, await context.deps((notice) => context.terminal.err(`${notice}\n`)));
}
