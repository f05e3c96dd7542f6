import type { Step } from "@atlas/core";
import type { Directory, NewFile } from "@atlas/migrate";
import { Struct } from "@atlas/template";
import type { Formattable } from "./format.ts";
import { stepStruct } from "./step.ts";

/** A plan that becomes files. */
export interface WrittenPlan {
  readonly name: string;
  readonly steps: readonly Step[];
  /** As the layout of the directory has them. */
  readonly files: readonly NewFile[];
  readonly directory: Pick<Directory, "path">;
  /** No transaction can hold it. */
  readonly isFree: boolean;
}

/** What a `--format` of `migrate diff` and `migrate checkpoint` sees; as JSON it is the files. */
export function planRoot({ name, steps, files, directory, isFree }: WrittenPlan): Formattable {
  const contents = files.map((file) => ({ Name: file.name, Content: file.text }));
  const root = new Struct(
    "Plan",
    {
      Name: name,
      Changes: steps.map(stepStruct),
      Reversible: steps.every(({ undo }) => undo.length > 0),
      Transactional: !isFree,
      Files: contents.map((file) => new Struct("File", file)),
      Dir: directory.path,
    },
    { json: () => ({ Files: contents, Dir: directory.path }) },
  );
  return { root, functions: {} };
}
