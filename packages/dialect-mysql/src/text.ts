import type { Ref, SqlSyntax } from "@atlas/core";
import { quoteIdentifier } from "@atlas/sql";
import { syntaxOf } from "./reading-mode.ts";

/** @see https://dev.mysql.com/doc/refman/8.4/en/language-structure.html */
const plainSyntax: SqlSyntax = {
  dollarQuotes: false,
  backslashEscapes: true,
  escapeStrings: false,
  identifierQuotes: ["`"],
  nestedComments: false,
  hashComments: true,
  compoundStatements: ["trigger", "function", "procedure", "event"],
  atomicBodies: false,
};

/** How texts are split into tokens and statements, as a server with its usual `sql_mode` reads them. */
export const syntax: SqlSyntax = syntaxOf(plainSyntax, "");

/** The same under another `sql_mode`. */
export function syntaxUnder({ sql_mode: mode = "" }: Readonly<Record<string, string>>): SqlSyntax {
  return syntaxOf(plainSyntax, mode);
}

/** A quoted identifier. */
export function ident(name: string): string {
  return quoteIdentifier(name, "`");
}

/** A name with the schema in front, unless it is in the bound schema, which is named "". */
export function qualified(object: { readonly schema: string; readonly name: string }): string {
  return object.schema === "" ? ident(object.name) : `${ident(object.schema)}.${ident(object.name)}`;
}

export function tableRef(schema: string, name: string): Ref {
  return { kind: "table", schema, name };
}

/** A text literal in double quotes, as statements of a plan have them. Backslashes escape, whatever stands inside. */
export function doubleQuoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, (char) => (char === '"' ? '""' : "\\\\"))}"`;
}

/** A text literal in single quotes, as types have them. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, (char) => (char === "'" ? "''" : "\\\\"))}'`;
}
