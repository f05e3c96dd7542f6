import { type DraftStep, refOf, type SchemaObject } from "@atlas/core";
import { commentStep, ident, qualified } from "../../text.ts";
import { type CatalogQuery, type ReadContext } from "../../kind.ts";
import { isMade } from "../catalog-text.ts";

/** A name in SQL: those of the system carry no schema. */
export function nameIn(schema: string | null, name: string, context: ReadContext): string {
  return schema === null || schema === "pg_catalog"
    ? ident(name)
    : qualified({ schema: context.schemaName(schema), name });
}

/** What the objects of a text search catalog depend on, by object id. */
export function textSearchUses(catalog: string): CatalogQuery {
  return {
    name: `${catalog} uses`,
    when: isMade(catalog),
    givesUses: true,
    sql: () => `SELECT o.oid, o.tableoid, o.oid, o.tableoid, o.oid FROM pg_catalog.${catalog} o`,
  };
}

/** @param keyword - such as `TEXT SEARCH PARSER`. */
export function describe<O extends SchemaObject & { readonly comment?: string }>(
  keyword: string,
  from: O | undefined,
  to: O,
  change: string,
): readonly DraftStep[] {
  if ((from?.comment ?? "") === (to.comment ?? "")) return [];
  const description = `${keyword.toLowerCase()}: "${to.name}"`;
  return [
    commentStep(`${keyword} ${qualified(to)}`, description, refOf(to), to.comment, from?.comment, change),
  ];
}
