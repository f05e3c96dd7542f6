import { AtlasError, type Rename } from "@atlas/core";
import type { CallContext } from "@atlas/workflows";
import type { CommandContext } from "./command.ts";
import type { Progress } from "./render/progress.ts";

/**
 * How a person is asked about renames; nothing where nobody can be asked or all is approved beforehand: then what
 * could be a rename is told.
 *
 * @throws {AtlasError} `E_CANCELLED` after ctrl-C: no answer is none that may lose data.
 */
export function renameQuestions(
  context: CommandContext,
  progress: Progress,
  options: { readonly isApproved: boolean },
): Pick<CallContext, "onRename"> {
  if (options.isApproved || !context.terminal.isInteractive) return {};
  return {
    onRename: async (rename: Rename) => {
      const [{ askYesOrNo }, { renameQuestion }] = await Promise.all([
        import("./prompt.ts"),
        import("@atlas/workflows"),
      ]);
      progress.stop();
      const answer = await askYesOrNo(renameQuestion(rename), context.signal);
      if (answer === undefined)
        throw new AtlasError("E_CANCELLED", "the question about a rename was not answered", {
          hint: "Nothing was changed. Run again, and answer Yes or No.",
        });
      return answer;
    },
  };
}
