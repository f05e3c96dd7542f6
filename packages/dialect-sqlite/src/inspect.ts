import { AtlasError, type Ref, type SchemaObject, type State, type UnmanagedObject } from "@atlas/core";
import { quoteIdentifier } from "@atlas/sql";
import { mentionedNames } from "./mentions.ts";
import type { Index, KeyPart, Table } from "./kinds/table/model.ts";
import { parseIndex, parseTable } from "./kinds/table/parse.ts";
import { parseTrigger } from "./kinds/trigger.ts";
import { parseView } from "./kinds/view.ts";
import { scan } from "./scan.ts";
import { fold, isWord, unquote } from "./text.ts";

export interface SchemaRow {
  readonly type: "table" | "index" | "view" | "trigger";
  readonly name: string;
  readonly tbl_name: string;
  /** NULL for the indexes of constraints. */
  readonly sql: string | null;
}

/** @see https://www.sqlite.org/schematab.html */
export const schemaQuery =
  "SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'libsql\\_%' ESCAPE '\\' ORDER BY rowid";

export interface TableListRow {
  readonly name: string;
  readonly type: "table" | "view" | "virtual" | "shadow";
}

/** @see https://www.sqlite.org/pragma.html#pragma_table_list */
export const tableListQuery =
  "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('virtual', 'shadow') ORDER BY name";

/**
 * The modules that virtual tables can be made of here.
 *
 * @see https://www.sqlite.org/pragma.html#pragma_module_list
 */
export const modulesQuery = "SELECT lower(name) AS name FROM pragma_module_list";

export interface ModuleRow {
  /** In lower case. */
  readonly name: string;
}

export interface ColumnsRow {
  readonly table: string;
  /** Of each column `name hidden key`, as `columnsText` writes them. */
  readonly columns: string;
}

/**
 * The columns as SQLite itself reads them: one text for each table, as ten times as many rows would cost more
 * than everything else. Of each its name, whether it is hidden (0 plain, 1 hidden, 2 virtual, 3 stored) and
 * whether it is in the primary key. Virtual tables, which have no root page, are left out: their module may
 * not be there.
 *
 * @see https://www.sqlite.org/pragma.html#pragma_table_xinfo
 */
export const columnsQuery =
  "SELECT m.name AS \"table\", group_concat(x.name || ' ' || x.hidden || ' ' || (x.pk > 0), char(10) ORDER BY x.cid) AS columns FROM main.sqlite_schema AS m, pragma_table_xinfo(m.name, 'main') AS x WHERE m.type = 'table' AND m.rootpage > 0 GROUP BY m.rowid";

export interface CatalogRows {
  readonly schema: readonly SchemaRow[];
  readonly tableList: readonly TableListRow[];
  readonly columns: readonly ColumnsRow[];
  readonly modules: readonly ModuleRow[];
}

/**
 * The state that the rows of the catalog describe. One pass, whatever the number of tables.
 *
 * @throws {AtlasError} `E_READ` when a definition is not understood, or not as SQLite understands it.
 */
export function readState(rows: CatalogRows): Pick<State, "objects" | "unmanaged"> {
  const special = specialTables(rows);
  const columns = new Map(rows.columns.map((row) => [row.table, row.columns]));
  const indexes = Map.groupBy(
    rows.schema.filter((row) => row.type === "index" && row.sql !== null),
    (row) => row.tbl_name,
  );
  const known = new Map<string, Ref>();
  for (const { type, name } of rows.schema)
    if ((type === "table" && !special.has(name)) || type === "view")
      known.set(fold(name), { kind: type, schema: "", name });

  const tables: Table[] = [];
  const views: SchemaObject[] = [];
  const triggers: SchemaObject[] = [];
  const unmanaged: UnmanagedObject[] = [];
  for (const { type, name, tbl_name, sql } of rows.schema) {
    if (type === "index" || sql === null) continue;
    const reserved = type === "table" ? special.get(name) : undefined;
    if (reserved) unmanaged.push({ kind: `${reserved} table`, schema: "", name });
    else if (type === "table") {
      const table = parseTable(name, sql);
      assertSameColumns(table, columns.get(name) ?? "");
      tables.push({
        ...table,
        indexes: byName((indexes.get(name) ?? []).map((row) => readIndex(row, table))),
      });
    } else {
      const names = [...mentionedNames(sql), ...(type === "trigger" ? [fold(tbl_name)] : [])];
      const uses = names
        .flatMap((mentioned) => known.get(mentioned) ?? [])
        .filter((ref) => ref.name !== name || type === "trigger");
      if (type === "view") views.push(parseView(name, sql, [...new Set(uses)]));
      else
        triggers.push(
          parseTrigger(name, known.get(fold(tbl_name))?.name ?? tbl_name, sql, [...new Set(uses)]),
        );
    }
  }
  return {
    objects: [...byName(tables), ...byName(views), ...byName(triggers)],
    unmanaged: byName(unmanaged),
  };
}

/**
 * Virtual tables and the tables in which they keep their data. Only a module that is there can tell its own:
 * beside a virtual table of another one, every table with its name in front may hold its data.
 *
 * @see https://www.sqlite.org/vtab.html#the_xshadowname_method
 */
function specialTables(rows: CatalogRows): ReadonlyMap<string, TableListRow["type"]> {
  const special = new Map(rows.tableList.map((row) => [row.name, row.type]));
  const modules = new Set(rows.modules.map((row) => row.name));
  for (const virtual of rows.schema) {
    if (special.get(virtual.name) !== "virtual" || modules.has(fold(moduleOf(virtual.sql ?? "")))) continue;
    const prefix = `${fold(virtual.name)}_`;
    for (const { type, name } of rows.schema)
      if (type === "table" && !special.has(name) && fold(name).startsWith(prefix))
        special.set(name, "shadow");
  }
  return special;
}

/** The module that `CREATE VIRTUAL TABLE … USING module(…)` names. */
function moduleOf(sql: string): string {
  const tokens = scan(sql);
  const using = tokens.findIndex((token) => isWord(token, "USING"));
  const name = tokens[using + 1];
  return using < 0 || !name ? "" : unquote(name);
}

/** A quoted name that no column has is a text to SQLite. @see https://www.sqlite.org/quirks.html#dblquote */
function readIndex(row: SchemaRow, { columns }: Table): Index {
  const index = parseIndex(row.name, row.sql ?? "");
  const isColumn = ({ column }: KeyPart): boolean =>
    column === undefined || columns.some(({ name }) => name === column || fold(name) === fold(column));
  if (index.parts.every(isColumn)) return index;
  return {
    ...index,
    parts: index.parts.map((part): KeyPart => {
      if (isColumn(part)) return part;
      const { column = "", ...rest } = part;
      return { expression: quoteIdentifier(column, '"'), ...rest };
    }),
  };
}

/** What SQLite made of the text must be what we read in it: better refused than silently misread. */
function assertSameColumns(table: Table, theirs: string): void {
  const ours = columnsText(table);
  if (ours === theirs) return;
  throw new AtlasError(
    "E_READ",
    `the definition of table "${table.name}" is read in another way than SQLite reads it`,
    {
      details: { ours, theirs },
      hint: "Please report it with the CREATE statement.",
    },
  );
}

function columnsText({ columns, primaryKey }: Table): string {
  const key = new Set((primaryKey?.parts ?? []).map((part) => fold(part.column ?? "")));
  let text = "";
  for (const { name, generated } of columns) {
    const hidden = generated ? (generated.stored ? 3 : 2) : 0;
    text += `${text === "" ? "" : "\n"}${name} ${hidden} ${key.has(fold(name)) ? 1 : 0}`;
  }
  return text;
}

function byName<Named extends { readonly name: string }>(objects: readonly Named[]): readonly Named[] {
  return objects.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
