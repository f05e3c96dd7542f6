import type { ModelAttributes, ModelIndex, ModelTable, SqlSyntax } from "@atlas/core";
import { tokenize } from "@atlas/sql";
import { pathOf } from "./followers.ts";
import { isSameName, nameOf } from "./names.ts";

/** What has another name, as it is called in the model. */
export type SettledRename =
  | { readonly kind: "table"; readonly from: TablePath; readonly to: TablePath }
  | { readonly kind: "type"; readonly from: string; readonly to: string }
  | {
      readonly kind: "column" | "index" | "constraint";
      /** As the table was called before. */
      readonly table: TablePath;
      readonly from: string;
      readonly to: string;
    };

export interface TablePath {
  readonly schema: string;
  readonly name: string;
}

/** A table as it was before, with the names of after: its own, its parts', and those it speaks of. */
export function renamedTable(
  table: ModelTable,
  renames: readonly SettledRename[],
  syntax: SqlSyntax,
): ModelTable {
  const inside = renames.reduce((current, rename) => {
    if (rename.kind === "table") return current;
    if (rename.kind === "type") return withRenamedType(current, rename);
    const isOwn = isSamePath(rename.table, table);
    if (rename.kind === "column") return withRenamedColumn(current, rename, { isOwn, syntax });
    return isOwn ? withRenamedPart(current, rename) : current;
  }, table);
  // All at once: two tables may have changed their names with each other.
  return withRenamedTables(
    inside,
    renames.filter((rename) => rename.kind === "table"),
  );
}

export function isSamePath(one: TablePath, other: TablePath): boolean {
  return one.schema === other.schema && one.name === other.name;
}

function withRenamedTables(
  table: ModelTable,
  renames: readonly Extract<SettledRename, { kind: "table" }>[],
): ModelTable {
  if (renames.length === 0) return table;
  const now = (path: TablePath): TablePath => renames.find(({ from }) => isSamePath(from, path))?.to ?? path;
  const texts = new Map(renames.map(({ from, to }) => [pathOf(from), pathOf(to)]));
  const { schema, name } = now(table);
  return {
    ...table,
    schema,
    name,
    columns: table.columns.map((column) =>
      // The sequence of a serial column goes along with its table.
      column.autoIncrement && column.default !== undefined && schema !== table.schema
        ? { ...column, default: column.default.replace(`"${table.schema}".`, `"${schema}".`) }
        : column,
    ),
    foreignKeys: table.foreignKeys.map((key) => {
      const target = now({ schema: key.refSchema, name: key.refTable });
      return { ...key, refSchema: target.schema, refTable: target.name };
    }),
    attributes: mapTexts(table.attributes, ["partition_of", "inherits"], (text) =>
      text
        .split(", ")
        .map((path) => texts.get(path) ?? path)
        .join(", "),
    ),
  };
}

function withRenamedType(
  table: ModelTable,
  { from, to }: { readonly from: string; readonly to: string },
): ModelTable {
  const renamed = (type: string): string =>
    type === from || type === `${from}[]` ? to + type.slice(from.length) : type;
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      type: renamed(column.type),
      typeName: renamed(column.typeName),
    })),
  };
}

function withRenamedColumn(
  table: ModelTable,
  rename: Extract<SettledRename, { kind: "column" | "index" | "constraint" }>,
  { isOwn, syntax }: { readonly isOwn: boolean; readonly syntax: SqlSyntax },
): ModelTable {
  const renamed = (name: string): string => (name === rename.from ? rename.to : name);
  const refersTo = (key: ModelTable["foreignKeys"][number]): boolean =>
    key.refTable === rename.table.name && key.refSchema === rename.table.schema;
  const foreignKeys = table.foreignKeys.map((key) => ({
    ...key,
    ...(isOwn && { columns: key.columns.map(renamed) }),
    ...(refersTo(key) && { refColumns: key.refColumns.map(renamed) }),
  }));
  if (!isOwn) return { ...table, foreignKeys };
  const inText = (text: string): string => renamedInText(text, rename.from, rename.to, syntax);
  const index = (one: ModelIndex): ModelIndex => ({
    ...one,
    parts: one.parts.map((part) => ({
      ...part,
      ...(part.column !== undefined && { column: renamed(part.column) }),
      ...(part.expression !== undefined && { expression: inText(part.expression) }),
    })),
    ...(one.where !== undefined && { where: inText(one.where) }),
    attributes: mapTexts(one.attributes, ["parts", "include"], inText),
  });
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      name: renamed(column.name),
      ...(column.generated && {
        generated: { ...column.generated, expression: inText(column.generated.expression) },
      }),
    })),
    ...(table.primaryKey && { primaryKey: index(table.primaryKey) }),
    indexes: table.indexes.map(index),
    foreignKeys,
    checks: table.checks.map((check) => ({ ...check, expression: inText(check.expression) })),
    attributes: mapTexts(table.attributes, ["partition_key"], inText),
  };
}

function withRenamedPart(
  table: ModelTable,
  { kind, from, to }: Extract<SettledRename, { kind: "column" | "index" | "constraint" }>,
): ModelTable {
  const renamed = <T extends { readonly name: string }>(part: T): T =>
    part.name === from ? { ...part, name: to } : part;
  return {
    ...table,
    ...(table.primaryKey && { primaryKey: renamed(table.primaryKey) }),
    indexes: table.indexes.map(renamed),
    ...(kind === "constraint" && {
      foreignKeys: table.foreignKeys.map(renamed),
      checks: table.checks.map(renamed),
    }),
    attributes: mapTexts(table.attributes, ["cluster_on", "replica_identity_index"], (name) =>
      name === from ? to : name,
    ),
  };
}

function mapTexts(
  attributes: ModelAttributes,
  names: readonly string[],
  map: (text: string) => string,
): ModelAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "string" && names.includes(name) ? map(value) : value,
    ]),
  );
}

/** An expression with a column's new name, quoted where the old one was or where it has to be. */
function renamedInText(text: string, from: string, to: string, syntax: SqlSyntax): string {
  const quote = syntax.identifierQuotes[0] ?? '"';
  return tokenize(text, syntax)
    .map((token) => {
      if (token.kind !== "word" && token.kind !== "identifier") return token.text;
      if (!isSameName(nameOf(token, syntax), from, syntax)) return token.text;
      const isPlain = token.kind === "word" && /^[a-z_][a-z0-9_]*$/.test(to);
      if (isPlain) return to;
      const open = token.kind === "identifier" ? token.text.charAt(0) : quote;
      return open === "[" ? `[${to}]` : open + to.replaceAll(open, open + open) + open;
    })
    .join("");
}
