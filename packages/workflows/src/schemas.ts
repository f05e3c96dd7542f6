import type { State } from "@atlas/core";
import type { CallContext, Selection } from "./requests.ts";

/**
 * Says which schemas that were asked for are nowhere: "no changes" about a misspelt name would be a lie.
 *
 * @param sides - the states that were read, before anything was excluded.
 */
export function tellMissingSchemas(
  selection: Selection,
  sides: readonly State[],
  context: CallContext,
): void {
  for (const name of missingSchemas(selection, sides))
    context.onEvent?.({
      type: "notice",
      notice: {
        code: "N_NO_SCHEMA",
        message: `schema "${name}" was not found${sides.length > 1 ? " on either side" : ""}`,
      },
    });
}

function missingSchemas({ schemas }: Selection, sides: readonly State[]): readonly string[] {
  const known = new Set(
    sides.flatMap(({ scope, objects }) =>
      scope.bound === null
        ? objects.filter(({ kind }) => kind === "schema").map(({ name }) => name)
        : [scope.bound],
    ),
  );
  return schemas.filter((name) => !known.has(name));
}
