import { AtlasError, type State } from "@atlas/core";
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

/**
 * What a URL is bound to is all there is: another name means another database than the one that would be changed.
 *
 * @param bound - the schema of the URL; `null`: the whole database.
 * @throws {AtlasError} `E_FLAG`
 */
export function assertBoundSchema(bound: string | null, { schemas }: Selection): void {
  if (bound === null) return;
  // Servers may write names in small letters.
  const other = schemas.find((name) => name.toLowerCase() !== bound.toLowerCase());
  if (other === undefined) return;
  throw new AtlasError("E_FLAG", `schema "${other}" was asked for, but the URL is bound to "${bound}"`, {
    details: { schema: other, bound },
    hint: "Leave the flag --schema out, or use the URL of the whole database.",
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
