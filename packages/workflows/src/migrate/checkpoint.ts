import { AtlasError, type Dialect, type Secret, type State, type Step } from "@atlas/core";
import { fingerprint, printSteps } from "@atlas/engine";
import type { Directory, MigrationFile } from "@atlas/migrate";
import { readSide, textContextOf } from "../read.ts";
import type { CallContext, Selection, WorkflowDeps } from "../requests.ts";
import { type ScratchRequest, ScratchRoom } from "../scratch.ts";
import { diffLock } from "./diff.ts";
import { filesOf, parsedFiles } from "./files.ts";
import { qualified } from "./qualified.ts";
import { qualifiedTexts } from "./qualified-texts.ts";
import { replayedState } from "./replay.ts";

export interface CheckpointRequest extends Pick<Selection, "schemas" | "baseline"> {
  readonly directory: Directory;
  readonly devUrl: Secret<string>;
  readonly indent: string;
  /** As in `MigrateDiffRequest`. */
  readonly qualifier?: string | undefined;
  readonly lockTimeoutMs: number;
}

export interface CheckpointResult {
  readonly dialect: Dialect;
  readonly state: State;
  readonly steps: readonly Step[];
  readonly stepsWith: (indent: string) => readonly Step[];
  /** As in `MigrateDiffResult`. */
  readonly unqualified: readonly string[];
}

/**
 * The statements that make at once what the files of a directory lead to.
 *
 * @param write - makes the file of the statements, which is run in place of all others and has to lead to the same.
 * @throws {AtlasError} `E_COVERAGE` where the files make what is not managed, as it would be missing; `E_PROOF`.
 */
export async function makeCheckpoint(
  request: CheckpointRequest,
  deps: WorkflowDeps,
  context: CallContext,
  write: (result: CheckpointResult) => readonly MigrationFile[],
): Promise<CheckpointResult> {
  const { directory, devUrl, baseline, schemas, indent, qualifier = "", lockTimeoutMs } = request;
  const texts = textContextOf(devUrl, deps, baseline);
  if (!texts) throw new Error("a dev URL has a dialect");
  const { dialect } = texts;
  const scratch: ScratchRequest = { ...texts, lock: { name: diffLock, timeoutMs: lockTimeoutMs } };
  await using room = new ScratchRoom(scratch, deps, context);
  const side = await readSide(
    [{ type: "migrations", directory }],
    { schemas, exclude: [] },
    { ...scratch, room },
    deps,
    context,
  );
  const state = side.whole;
  assertWhole(state);
  const printed = qualifier === "" || state.scope.bound === null ? state : qualified(state, qualifier);
  const print = (indented: string) => {
    const steps = printSteps(dialect, printed, indented);
    return printed === state ? { steps, left: [] } : qualifiedTexts(steps, [state], qualifier, dialect);
  };
  const { steps, left } = print(indent);
  const stepsWith = (indented: string): readonly Step[] => print(indented).steps;
  const result = { dialect, state, steps, stepsWith, unqualified: left };
  if (qualifier !== "") return result;
  const files = parsedFiles(directory, write(result), dialect);
  const reached = await replayedState(files, { ...scratch, directory, schemas, room }, deps, context);
  if (fingerprint(reached, dialect.kinds) === fingerprint(state, dialect.kinds)) return result;
  throw new AtlasError("E_PROOF", "the checkpoint does not lead to the state of the directory", {
    hint: `Nothing was written. This is a defect of ours: please report the ${filesOf(directory).length} files of the directory.`,
  });
}

function assertWhole({ unmanaged }: State): void {
  if (unmanaged.length === 0) return;
  const names = unmanaged.map(({ kind, name }) => `${kind} ${name}`);
  throw new AtlasError(
    "E_COVERAGE",
    `a checkpoint would lack what is not managed: ${names.slice(0, 10).join(", ")}${names.length > 10 ? ", …" : ""}`,
    {
      details: { unmanaged: names },
      hint: "Nothing was written. Go on without a checkpoint.",
    },
  );
}
