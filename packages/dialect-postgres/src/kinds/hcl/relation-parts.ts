import type { Ref } from "@atlas/core";
import {
  attribute,
  type BlockReader,
  type BlockReference,
  heredocOrQuoted,
  type PrintBlockContext,
  type PrintedAttribute,
  quoted,
  rawSql,
} from "@atlas/hcl";
import { significantTokens } from "@atlas/sql";
import { syntax } from "../../syntax.ts";
import { ident } from "../../text.ts";
import type { Enabled, RelationKind, RelationPart } from "../relation-parts.ts";

const relations: readonly RelationKind[] = ["table", "view", "foreign_table"];

/** `on = table.users`. */
export function printOn(part: RelationPart, context: PrintBlockContext): PrintedAttribute {
  return { name: "on", value: context.reference(part.relation, part.schema, part.table) };
}

/** What a block of a part says of itself and of its relation. */
export function readOn(
  block: BlockReader,
): Pick<RelationPart, "schema" | "table" | "relation" | "name" | "comment"> {
  const on = block.reference("on", relations);
  if (!on)
    throw block.error(
      `missing on of ${block.type} ${JSON.stringify(block.name)}`,
      "Name the table or view it belongs to: `on = table.users`.",
    );
  const comment = block.text("comment");
  return {
    schema: on.schema,
    table: on.name,
    relation: relations.find((kind) => kind === on.type) ?? "table",
    name: block.name,
    ...(comment && { comment }),
  };
}

const states: Readonly<Record<string, Enabled>> = {
  ORIGIN: "origin",
  DISABLED: "disabled",
  REPLICA: "replica",
  ALWAYS: "always",
};

/** `enabled = DISABLED`; where nothing is said, `ORIGIN`. */
export function printEnabled(enabled: Enabled): readonly PrintedAttribute[] {
  return attribute("enabled", enabled === "origin" ? undefined : enabled.toUpperCase());
}

export function readEnabledWord(block: BlockReader): Enabled {
  return states[block.word("enabled", Object.keys(states)) ?? "ORIGIN"] ?? "origin";
}

export function printComment(comment: string | undefined): readonly PrintedAttribute[] {
  return attribute("comment", comment === undefined ? undefined : quoted(comment));
}

/** A text of SQL; where a heredoc would drop blanks that may belong to a literal, in quotes. */
export function printSql(text: string): string {
  return /^[ \t]+$/m.test(text) ? quoted(text) : heredocOrQuoted(text);
}

interface FunctionName {
  readonly schema: string;
  readonly name: string;
}

/** `function.audit`, or `sql("pg_catalog.f")` for one that is not declared. */
export function printFunction(called: FunctionName, context: PrintBlockContext): string {
  if (context.isDeclared("function", called.schema, called.name))
    return context.reference("function", called.schema, called.name);
  const path = called.schema === "" ? [called.name] : [called.schema, called.name];
  return rawSql(path.map(bare).join("."));
}

/** Quoted only where SQL asks for it. */
function bare(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : ident(name);
}

/** A function without parameters, by reference, by its bare name or as SQL. */
export function readFunction(
  block: BlockReader,
  attributeName: string,
): { readonly function: FunctionName; readonly uses: readonly Ref[] } | undefined {
  const value = block.typeExpression(attributeName);
  if (!value) return undefined;
  if ("reference" in value) {
    const called: BlockReference = value.reference;
    const { schema, name } = called;
    return { function: { schema, name }, uses: [{ kind: "function", schema, name: `${name}()` }] };
  }
  const [first = "", second] = "sql" in value ? namesIn(value.sql) : [value.name];
  const called = second === undefined ? { schema: "", name: first } : { schema: first, name: second };
  return { function: called, uses: [{ kind: "function", ...called, name: `${called.name}()` }] };
}

function namesIn(sql: string): readonly string[] {
  return significantTokens(sql, syntax).flatMap((token) => {
    if (token.kind === "identifier") return [token.text.slice(1, -1).replaceAll('""', '"')];
    return token.kind === "word" ? [token.text.toLowerCase()] : [];
  });
}

/** Relations and columns are what references stand for; anything else comes from the text. */
export function columnNames(references: readonly BlockReference[]): readonly string[] {
  return references.flatMap(({ part }) => (part ? [part.name] : []));
}
