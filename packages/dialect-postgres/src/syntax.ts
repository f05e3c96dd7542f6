import type { SqlSyntax } from "@atlas/core";

/** How texts of PostgreSQL are split into tokens and statements. */
export const syntax: SqlSyntax = {
  dollarQuotes: true,
  backslashEscapes: false,
  escapeStrings: true,
  identifierQuotes: ['"'],
  nestedComments: true,
  hashComments: false,
  compoundStatements: [],
  atomicBodies: true,
};
