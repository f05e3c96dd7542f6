import { withSettledArrayCasts } from "../../array-casts.ts";
import type { ReadContext } from "../../kind.ts";
import { ident } from "../../text.ts";
import type { PartDependencies } from "./dependencies.ts";
import { type IndexFacts, partSql } from "./indexes.ts";
import { deferrable, deferrableSql } from "./keys.ts";
import type { Exclusion, IndexPart } from "./model.ts";
import { options, optionsSql } from "./options.ts";
import { inParentheses } from "./parentheses.ts";
import type { ConstraintRow } from "./queries.ts";

export function readExclusion(
  row: ConstraintRow,
  index: IndexFacts,
  parts: readonly IndexPart[],
  include: readonly string[],
  dependencies: PartDependencies,
  context: ReadContext,
): Exclusion {
  return {
    kind: "exclusion",
    name: row.name,
    method: index.method,
    parts: parts.map((part, at) => ({
      ...part,
      operator: operatorText(row.operators?.[at] ?? "", row.operator_schemas?.[at] ?? "pg_catalog", context),
    })),
    include,
    ...(index.where !== null && { where: withSettledArrayCasts(index.where) }),
    options: options(index.options),
    ...deferrable(row),
    ...(row.comment !== null && { comment: row.comment }),
    ...(index.comment !== null && { indexComment: index.comment }),
    uses: dependencies.uses,
    reads: dependencies.reads,
  };
}

/** Operators of the system stand bare; others name their schema unless it is the bound one. */
function operatorText(name: string, catalogSchema: string, context: ReadContext): string {
  const schema = context.schemaName(catalogSchema);
  return catalogSchema === "pg_catalog" || schema === "" ? name : `OPERATOR(${ident(schema)}.${name})`;
}

export function exclusionSql(exclusion: Exclusion): string {
  const parts = exclusion.parts.map((part) => `${partSql(part)} WITH ${part.operator}`);
  return (
    [
      `CONSTRAINT ${ident(exclusion.name)} EXCLUDE USING ${exclusion.method} (${parts.join(", ")})`,
      ...(exclusion.include.length > 0 ? [`INCLUDE (${exclusion.include.map(ident).join(", ")})`] : []),
      ...(exclusion.options.length > 0 ? [`WITH (${optionsSql(exclusion.options)})`] : []),
      ...(exclusion.where === undefined ? [] : [`WHERE ${inParentheses(exclusion.where)}`]),
    ].join(" ") + deferrableSql(exclusion.deferrable)
  );
}
