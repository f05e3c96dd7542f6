import { asAtlasError, AtlasError } from "@atlas/core";
import { oneGroup, runRollout } from "@atlas/workflows";
import type { CommandContext } from "../../command.ts";
import type { OpenEnv, OpenProject } from "../../project/open.ts";
import { titleOf } from "../../render/many.ts";
import type { Progress } from "../../render/progress.ts";

interface Surroundings {
  readonly context: CommandContext;
  readonly progress: Progress;
}

/**
 * Works on each environment of a command line, in the order that the rollout of the project file says, or one after the
 * other. The first failure stops the rest, unless the rollout says otherwise.
 *
 * @param work - gets the name of the environment where there are several. It says whether it went well; what did not was told by itself, or is thrown.
 * @returns the exit code.
 * @throws {AtlasError} the first error; among several environments with the name of its own.
 */
export async function eachEnv(
  opened: OpenProject,
  { context, progress }: Surroundings,
  work: (open: OpenEnv, title: string | undefined) => Promise<boolean>,
): Promise<number> {
  const { envs, project } = opened;
  if (envs.length <= 1) return (await work({ ...opened, env: envs[0] }, undefined)) ? 0 : 1;

  const errors: AtlasError[] = [];
  let failed = 0;
  let done = 0;
  const run = async (index: number): Promise<boolean> => {
    const env = envs[index];
    const title = env ? titleOf(env) : "";
    try {
      if (await work({ ...opened, env }, title)) {
        done += 1;
        return true;
      }
    } catch (cause) {
      const error = asAtlasError(cause);
      errors.push(named(error, title));
      progress.stop();
      context.terminal.err(`${title}: failed: ${error.message.split("\n", 1)[0]}\n`);
    }
    failed += 1;
    return false;
  };
  const left = await runRollout(project?.groups ?? oneGroup(envs.length, 1), run, context.signal);
  progress.stop();
  if (failed > 0) context.terminal.err(summary(envs.length, { done, failed, left: left.length }));
  if (context.signal.aborted) throw new AtlasError("E_CANCELLED", "the work was cancelled");
  const [first] = errors;
  if (first) throw first;
  return failed > 0 ? 1 : 0;
}

function summary(
  total: number,
  { done, failed, left }: { readonly done: number; readonly failed: number; readonly left: number },
): string {
  const notRun = left === 0 ? "" : `, ${left} not run`;
  return `${total} environments: ${done} done, ${failed} failed${notRun}\n`;
}

function named(error: AtlasError, title: string): AtlasError {
  return new AtlasError(error.code, `${title}: ${error.message}`, {
    ...(error.place && { place: error.place }),
    details: error.details,
    ...(error.hint !== undefined && { hint: error.hint }),
    cause: error,
  });
}
