import type { ModelColumn, ModelTable, SqlSyntax } from "@atlas/core";

/** What tests build models from. */
export const postgresSyntax: SqlSyntax = {
  dollarQuotes: true,
  backslashEscapes: false,
  escapeStrings: true,
  identifierQuotes: ['"'],
  nestedComments: true,
  hashComments: false,
  compoundStatements: [],
  atomicBodies: true,
};

export const mysqlSyntax: SqlSyntax = {
  ...postgresSyntax,
  dollarQuotes: false,
  backslashEscapes: true,
  escapeStrings: false,
  identifierQuotes: ["`"],
  nestedComments: false,
  hashComments: true,
  atomicBodies: false,
};

export const sqliteSyntax: SqlSyntax = {
  ...mysqlSyntax,
  backslashEscapes: false,
  identifierQuotes: ['"', "`", "["],
  hashComments: false,
  compoundStatements: ["trigger"],
};

/** A nullable column of type `integer`. */
export function column(name: string, own: Partial<ModelColumn> = {}): ModelColumn {
  return {
    name,
    type: "integer",
    typeName: "integer",
    typeArguments: [],
    nullable: true,
    identity: false,
    autoIncrement: false,
    attributes: {},
    ...own,
  };
}

export function table(
  name: string,
  columns: readonly (string | ModelColumn)[] = ["id"],
  own: Partial<ModelTable> = {},
): ModelTable {
  return {
    schema: "",
    name,
    columns: columns.map((one) => (typeof one === "string" ? column(one) : one)),
    indexes: [],
    foreignKeys: [],
    checks: [],
    isPartitioned: false,
    attributes: {},
    ...own,
  };
}
