import {
  describeRef,
  type Dialect,
  type Rename,
  type RenameHint,
  renameKind,
  type Policy,
  type State,
} from "@atlas/core";
import { type PlanOptions, settleRenames } from "@atlas/engine";
import { renameHints } from "@atlas/sql";
import { partsOf } from "./parts.ts";
import type { CallContext, Selection, StateSource } from "./requests.ts";

/** The desired state, and what a plan that leads to it has to rename. */
export interface RenamedSide {
  readonly state: State;
  readonly planned: Pick<PlanOptions, "renames" | "skippedRenames">;
}

export interface Renaming {
  readonly policy: Policy;
  readonly hints: readonly RenameHint[];
  /** Whether a person says so. Absent: nobody is asked, and what could be a rename is told. */
  readonly ask?: ((rename: Rename) => Promise<boolean>) | undefined;
}

/** Settles what is renamed on the way from one state to the other. */
export async function settleSide(
  dialect: Dialect,
  present: State,
  desired: State,
  { policy, hints, ask }: Renaming,
  context: CallContext,
): Promise<RenamedSide> {
  const { renames, to, skipped, possible } = await settleRenames(dialect, present, desired, {
    policy,
    hints,
    ...(ask && { ask }),
  });
  for (const rename of possible)
    context.onEvent?.({ type: "notice", notice: { code: "N_RENAME", message: possibleText(rename) } });
  return { state: to, planned: { renames, skippedRenames: skipped } };
}

/** `Did you rename "users" column from "first_name" to "name":`; of a table without a place: `"people" table`. */
export function renameQuestion({ from, to }: Rename): string {
  const what = renameKind({ from, to }).replace("rename_", "");
  const place = from.table ?? from.name;
  return `Did you rename ${JSON.stringify(place)} ${what} from ${JSON.stringify(from.name)} to ${JSON.stringify(to.name)}:`;
}

function possibleText({ from, to }: Rename): string {
  return (
    `${describeRef(from)} goes and ${describeRef(to)} comes: if it is the same under another name, ` +
    `say so with renamed_from = ${JSON.stringify(from.name)}, or with a comment -- atlas:renamed_from ${from.name} before it`
  );
}

/** What texts say of names. Of HCL they are read for it only where they speak of former names at all. */
export function hintsOf(
  sources: readonly StateSource[],
  dialect: Dialect,
  selection: Selection,
): readonly RenameHint[] {
  return partsOf(sources, selection).flatMap(({ language, schema, texts, variables }) => {
    if (!texts.some(({ text }) => text.includes("renamed_from"))) return [];
    if (language === "sql") return texts.flatMap(({ text }) => renameHints(text, dialect.syntax));
    const { renames = [] } = dialect.hcl.read(texts, { bound: false, variables });
    return schema === undefined ? renames : renames.map((hint) => ({ ...hint, schema }));
  });
}
