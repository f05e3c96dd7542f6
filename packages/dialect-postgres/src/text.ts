import { type DraftStep, harmless, noDependencies, type Ref } from "@atlas/core";
import { quoteIdentifier, quoteLiteral } from "@atlas/sql";

/** A quoted identifier. */
export function ident(name: string): string {
  return quoteIdentifier(name, '"');
}

/** A quoted string literal; backslashes stand for themselves (standard_conforming_strings). */
export function literal(text: string): string {
  return quoteLiteral(text);
}

/** A name with its schema, or bare when it is in the schema the connection is bound to. */
export function qualified(object: { readonly schema: string; readonly name: string }): string {
  return object.schema === "" ? ident(object.name) : `${ident(object.schema)}.${ident(object.name)}`;
}

export function columnRef(table: { readonly schema: string; readonly name: string }, column: string): Ref {
  return { kind: "column", schema: table.schema, table: table.name, name: column };
}

/** `COMMENT ON …`; an absent comment is written as the empty text, which removes it. */
export function commentStep(
  what: string,
  description: string,
  object: Ref,
  comment: string | undefined,
  previous: string | undefined,
  change: string,
  subject: Ref = object,
): DraftStep {
  return {
    ...harmless,
    ...noDependencies,
    sql: `COMMENT ON ${what} IS ${literal(comment ?? "")}`,
    comment: `set comment to ${description}`,
    sources: [{ change, subject }],
    blocks: "ddl",
    needs: [object, ...(subject === object ? [] : [subject])],
    undo: [`COMMENT ON ${what} IS ${literal(previous ?? "")}`],
  };
}
