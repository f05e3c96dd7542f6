import type { State } from "@atlas/core";
import {
  type ForeignKey,
  type Key,
  objectsOf,
  partsOf,
  schemaNames,
  type Table,
  tablesOf,
  uniqueKeysOf,
} from "./tables.ts";

/**
 * The tables of a state as a diagram of entities and relations for Mermaid. A relation's ends are `|` where
 * its columns are a key, so that there is at most one row, and `}` or `{` elsewhere.
 *
 * @see https://mermaid.js.org/syntax/entityRelationshipDiagram.html
 */
export function mermaidText(state: State): string {
  const names = schemaNames(state);
  // A partition is part of the table that it is a partition of.
  const tables = names
    .flatMap((name) => tablesOf(objectsOf(state, name)))
    .filter((table) => table.partitionOf === undefined);
  const byPath = new Map(tables.map((table) => [pathOf(table.schema, table.name), table]));
  const isQualified = names.length > 1;
  const lines = tables.flatMap((table) => [
    `    ${headerOf(table, isQualified)} {`,
    ...table.columns.map((column) => `      ${columnLine(column, table)}`),
    "    }",
    ...table.foreignKeys.map((key) => `    ${relationLine(key, table, { byPath, isQualified })}`),
  ]);
  return `${["erDiagram", ...lines].join("\n")}\n`;
}

function pathOf(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}

/** Letters, digits and `_` alone are sure to be read as one word. */
function idOf(schema: string, name: string, isQualified: boolean): string {
  return (isQualified ? `${schema}_${name}` : name).replaceAll(/[^\p{L}\p{N}_]/gu, "_");
}

/** A name that cannot be shown as it is stands behind the word that stands for it. */
function headerOf(table: Table, isQualified: boolean): string {
  const id = idOf(table.schema, table.name, isQualified);
  const title = isQualified ? `${table.schema}.${table.name}` : table.name;
  return id === title ? id : `${id}["${title.replaceAll('"', "'")}"]`;
}

function columnLine(column: Table["columns"][number], table: Table): string {
  const { name } = column;
  const isPrimary =
    table.primaryKey !== undefined && partsOf(table.primaryKey).some((part) => part.column === name);
  const isForeign = table.foreignKeys.some((key) => key.columns.includes(name));
  const marks = [...(isPrimary ? ["PK"] : []), ...(isForeign ? ["FK"] : [])].join(",");
  return `${word(column.type)} ${word(name)}${marks === "" ? "" : ` ${marks}`}`;
}

/** Mermaid takes no blanks, quotes or commas in types and names of columns, and no empty ones. */
function word(text: string): string {
  const plain = text
    .replaceAll('"', "")
    .replaceAll(/, /g, "_")
    .replaceAll(/[^\p{L}\p{N}_\-[\]()]/gu, "_");
  return /^[\p{L}_]/u.test(plain) ? plain : `_${plain}`;
}

function relationLine(
  key: ForeignKey,
  table: Table,
  { byPath, isQualified }: { readonly byPath: ReadonlyMap<string, Table>; readonly isQualified: boolean },
): string {
  const target = {
    schema: key.references?.schema ?? table.schema,
    name: key.references?.name ?? key.refTable ?? "",
    columns: key.references?.columns ?? key.refColumns ?? [],
  };
  const parent = byPath.get(pathOf(target.schema, target.name));
  // Without columns it refers to the primary key; a key that cannot be seen must be one all the same.
  const isOne = target.columns.length === 0 || !parent || isKey(parent, target.columns);
  const marks = `${isKey(table, key.columns) ? "|" : "}"}o--o${isOne ? "|" : "{"}`;
  const child = idOf(table.schema, table.name, isQualified);
  const label = key.name ?? key.columns.join("_");
  return `${child} ${marks} ${idOf(target.schema, target.name, isQualified)} : ${labelText(label)}`;
}

function labelText(label: string): string {
  return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(label) ? label : `"${label.replaceAll('"', "'")}"`;
}

/** Whether no two rows of a table have the same values in these columns: they are a key of it. */
function isKey(table: Table, columns: readonly string[]): boolean {
  const wanted = columns.toSorted().join("\0");
  const keys: readonly (Key & { readonly where?: string })[] = [
    ...(table.primaryKey ? [table.primaryKey] : []),
    ...uniqueKeysOf(table),
  ];
  return keys
    .filter((key) => key.where === undefined)
    .some(
      (key) =>
        partsOf(key)
          .map((part) => part.column ?? "")
          .toSorted()
          .join("\0") === wanted,
    );
}
