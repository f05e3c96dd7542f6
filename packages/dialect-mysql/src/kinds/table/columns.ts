import type { Ref } from "@atlas/core";
import { tokenize } from "@atlas/sql";
import { inParentheses, mysqlExpression } from "../../expressions.ts";
import { supports } from "../../flavour.ts";
import type { ReadContext } from "../../kind.ts";
import { identifierValue } from "../../literals.ts";
import { remembered } from "../../remembered.ts";
import { syntax } from "../../text.ts";
import { canonicalType, isCharacterType } from "../../types.ts";
import { isCut } from "./checks.ts";
import { type CreateText, defaultIn, groupBehind } from "./create-text.ts";
import { type DefaultText, readDefault } from "./defaults.ts";
import { type ColumnExtra, parseExtra } from "./extra.ts";
import type { Column, Generated } from "./model.ts";
import type { ColumnRow } from "./queries.ts";

/** What is known of a column besides its row. */
export interface ColumnFacts {
  /** MariaDB: a longtext that is JSON. */
  readonly isJson: boolean;
  /** The bytes of its default, where they were asked for. */
  readonly defaultHex?: string;
  readonly create: CreateText | undefined;
}

export function readColumn(row: ColumnRow, facts: ColumnFacts, context: ReadContext): Column {
  const extra = parseExtra(row.extra ?? "");
  const type = facts.isJson ? "json" : canonicalType(row.type);
  const charset = isCharacterType(type) && row.collation !== null ? charsetOf(row.collation) : undefined;
  const rowPeriod = /^ROW (START|END)$/.exec(row.generation ?? "")?.[1];
  const value = readDefault(defaultText(row, extra, facts), { server: context.server, bound: context.bound });
  const generated = rowPeriod === undefined ? readGenerated(row, extra, facts, context) : undefined;
  return {
    name: row.name,
    type,
    ...(charset !== undefined && row.collation !== null && { charset, collation: row.collation }),
    nullable: row.nullable === "YES",
    ...(value && !generated && { default: value }),
    ...(generated && { generated }),
    ...(extra.onUpdate !== undefined && { onUpdate: extra.onUpdate }),
    autoIncrement: extra.autoIncrement,
    invisible: extra.invisible,
    ...(row.comment && { comment: row.comment }),
    ...(row.srid !== null && { srid: row.srid }),
    ...((rowPeriod === "START" || rowPeriod === "END") && { rowPeriod }),
    ...(extra.withoutSystemVersioning && { withoutSystemVersioning: true }),
    ...(/\/\*M?!\d* ?COMPRESSED/.test(row.type) && { compressed: "COMPRESSED" }),
    uses: value && "sql" in value ? sequencesIn(row.default ?? "", row.schema, context) : [],
  };
}

/** What of a column decides on its default. */
export function defaultText(
  row: ColumnRow,
  { expressionDefault }: Pick<ColumnExtra, "expressionDefault">,
  { isJson, defaultHex, create }: Partial<ColumnFacts>,
): DefaultText {
  const written = isCut(row.default) ? defaultIn(create?.columns.get(row.name) ?? []) : undefined;
  const type = isJson ? "json" : canonicalType(row.type);
  return {
    text: written ?? row.default,
    type,
    ...(row.collation !== null && { charset: charsetOf(row.collation) }),
    isExpression: expressionDefault,
    ...(defaultHex !== undefined && { hex: defaultHex }),
  };
}

/** The character set of a collation stands in front of its name. */
export const charsetOf: (collation: string) => string = remembered(
  (collation) => collation.split("_", 1)[0] ?? collation,
);

function readGenerated(
  row: ColumnRow,
  { stored }: ColumnExtra,
  { create }: ColumnFacts,
  { server }: ReadContext,
): Generated | undefined {
  if (stored === undefined) return undefined;
  const text = row.generation ?? "";
  if (supports(server, "escapedExpressions"))
    return { expression: inParentheses(mysqlExpression(text)), stored };
  const written = isCut(text) ? groupBehind(create?.columns.get(row.name) ?? [], "AS") : undefined;
  return { expression: inParentheses(written ?? text), stored };
}

/** The sequences whose next value a default of MariaDB takes. */
function sequencesIn(sql: string, schema: string, context: ReadContext): readonly Ref[] {
  if (!/\b(?:next|last)val\b/i.test(sql)) return [];
  const tokens = tokenize(sql, syntax).filter(({ kind }) => kind !== "space");
  return tokens.flatMap((token, at): readonly Ref[] => {
    if (!/^(?:next|last)val$/i.test(token.text) || tokens[at + 1]?.text !== "(") return [];
    const [first, dot, second] = tokens.slice(at + 2);
    if (!first) return [];
    const isQualified = dot?.text === "." && second !== undefined;
    return [
      {
        kind: "sequence",
        schema: context.schemaName(isQualified ? identifierValue(first.text) : schema),
        name: identifierValue((isQualified ? second : first).text),
      },
    ];
  });
}
