import {
  type DraftStep,
  type Ref,
  refKey,
  refOf,
  type SchemaObject,
  type StepsContext,
  type StepSource,
} from "@atlas/core";
import { commentStep, ident, qualified } from "../text.ts";
import { equal } from "./table/equal.ts";
import {
  type Check,
  type Exclusion,
  type Index,
  partRef,
  type Table,
  type TablePart,
} from "./table/model.ts";
import { findTable } from "./table/states.ts";

/** Parts of a table whose expressions name a type. */
export interface NamingParts {
  readonly constraints: readonly (Check | Exclusion)[];
  readonly indexes: readonly Index[];
}

/**
 * What stays of a table and names a type: text of the old type inside an expression does not compare with values of
 * the new one.
 */
export function partsNaming(type: SchemaObject, table: Table, context: StepsContext): NamingParts {
  const key = refKey(refOf(type));
  const desired = findTable(context.to, table);
  const all = desired ? [...desired.checks, ...desired.exclusions, ...desired.indexes] : [];
  const stays = (part: TablePart & { readonly uses: readonly Ref[] }): boolean =>
    part.uses.some((use) => refKey(use) === key) && all.some((other) => equal(part, other));
  return {
    constraints: [...table.checks, ...table.exclusions].filter(stays),
    indexes: table.indexes.filter(stays),
  };
}

/** The comments of parts that are made again. */
export function commentSteps(
  table: Table,
  { constraints, indexes }: NamingParts,
  source: StepSource,
): readonly DraftStep[] {
  return [...constraints, ...indexes].flatMap((part) => {
    if (part.comment === undefined) return [];
    const what =
      part.kind === "index"
        ? `INDEX ${qualified({ schema: table.schema, name: part.name })}`
        : `CONSTRAINT ${ident(part.name)} ON ${qualified(table)}`;
    const description = `${part.kind}: "${part.name}" on table: "${table.name}"`;
    return [commentStep(what, description, partRef(table, part), part.comment, undefined, source.change)];
  });
}
