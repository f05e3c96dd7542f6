import { AtlasError } from "@atlas/core";
import type { Verdict } from "@atlas/workflows";
import type { CommandContext } from "./command.ts";

/**
 * Asks whether to apply the plan that was shown.
 *
 * @param isApproved - the answer was given on the command line (`--auto-approve`).
 * @throws {AtlasError} `E_FLAG` where nobody can be asked.
 */
export async function approval(isApproved: boolean, context: CommandContext): Promise<Verdict> {
  if (isApproved) return { verdict: "approved" };
  if (!context.terminal.isInteractive)
    throw new AtlasError("E_FLAG", "cannot ask for approval: this is not a terminal", {
      hint: "Review the plan and run again with --auto-approve, or use --dry-run to plan only.",
    });
  const { askToApply } = await import("./prompt.ts");
  return { verdict: (await askToApply(context.signal)) ? "approved" : "aborted" };
}
