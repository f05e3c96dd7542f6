import {
  AtlasError,
  describeRef,
  type Dialect,
  isHintedRename,
  refKey,
  refOf,
  type Ref,
  type Rename,
  type RenameHint,
  type State,
} from "@atlas/core";

/** Finds of a state what comes in it: tables, or columns of the tables that stay. */
export type Come = (from: State) => readonly Ref[];

/**
 * A rename whose old name is given to something new in the same plan: `a` becomes `b`, and another `a` comes, or `c`
 * becomes `a`. Only a hint tells it from a thing that stays what it is.
 *
 * @param come - what is in the desired state and not in this one.
 * @param renamed - the state once something has its new name.
 */
export function movedName(
  from: State,
  hints: readonly RenameHint[],
  come: Come,
  renamed: (rename: Rename) => State,
): Rename | undefined {
  if (hints.length === 0) return undefined;
  const coming = come(from);
  for (const to of coming)
    for (const hint of hints) {
      const rename = { from: { ...to, name: hint.from }, to };
      if (hint.from === to.name || !isHintedRename(rename, [hint])) continue;
      // The old name is free afterwards, and wanted again: so it was there, and is in the desired state.
      const left = new Set(come(renamed(rename)).map(refKey));
      const known = new Set(coming.map(refKey));
      if (!left.has(refKey(to)) && left.has(refKey(rename.from)) && !known.has(refKey(rename.from)))
        return rename;
    }
  return undefined;
}

/** Objects of one kind that are in the desired state alone. */
export function comingObjects(dialect: Dialect, kinds: readonly string[], to: State): Come {
  const renamable = new Set(
    dialect.kinds.filter((kind) => kind.renaming && kinds.includes(kind.name)).map((kind) => kind.name),
  );
  return (from) => {
    const present = new Set(from.objects.map((object) => refKey(refOf(object))));
    return to.objects
      .filter((object) => renamable.has(object.kind))
      .map(refOf)
      .filter((ref) => !present.has(refKey(ref)));
  };
}

/** What a policy leaves under its old name cannot make room for something new of that name. */
export function nameNotFree({ from, to }: Rename): AtlasError {
  return new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `${describeRef(from)} keeps its name, as renames are skipped, and another one of that name is declared`,
    {
      details: { from, to },
      hint: "Let renames be made, or give what is new another name.",
    },
  );
}
