import type { Dialect, ModelTable, State } from "@atlas/core";
import type { CheckFile } from "@atlas/migrate";

/** A table, or one of its columns, that goes away. */
export interface Lost {
  readonly schema: string;
  readonly table: string;
  /** Absent: the whole table. */
  readonly column?: string;
}

/** Tables and columns of one state that the other lacks. */
export function lostBetween(dialect: Dialect, from: State, to: State): readonly Lost[] {
  const left = new Map(dialect.model?.(to).tables.map((table) => [keyOf(table), table]));
  return (dialect.model?.(from).tables ?? []).flatMap((table): readonly Lost[] => {
    const { schema, name } = table;
    const staying = left.get(keyOf(table));
    if (!staying) return [{ schema, table: name }];
    const names = new Set(staying.columns.map((column) => column.name));
    return table.columns
      .filter((column) => !column.generated && !names.has(column.name))
      .map((column) => ({ schema, table: name, column: column.name }));
  });
}

/** What of a live database a statement that somebody wrote drops, as far as its words tell. */
export function lostBy(dialect: Dialect, statement: string, live: State): readonly Lost[] {
  const tables = dialect.model?.(live).tables ?? [];
  const text = statement.replaceAll(/--[^\n]*|\/\*[^]*?\*\//g, " ").trim();
  const all = /^drop\s+(?:schema|database)\s+(?:if\s+exists\s+)?(.+)$/is.exec(text)?.[1];
  if (all !== undefined) {
    const names = namesIn(all);
    return tables.filter(({ schema }) => names.has(schema)).map(lostTable);
  }
  const dropped = /^drop\s+table\s+(?:if\s+exists\s+)?(.+)$/is.exec(text)?.[1];
  if (dropped !== undefined) {
    const names = namesIn(dropped);
    return tables.filter(({ name }) => names.has(name)).map(lostTable);
  }
  const altered =
    /^alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?((?:[`"[]?[^\s`"\]]+[`"\]]?\s*\.?\s*)+?)\s+(?:drop|add|alter|modify|change|rename|set)\b/is.exec(
      text,
    )?.[1];
  if (altered === undefined) return [];
  const path = namesIn(altered);
  const columns = new Set(
    [
      ...text.matchAll(/\bdrop\s+(?:column\s+)?(?:if\s+exists\s+)?([`"[][^`"\]]+[`"\]]|[\p{L}\p{N}_$]+)/giu),
    ].map(([, name = ""]) => bare(name)),
  );
  return tables
    .filter(({ name }) => path.has(name))
    .flatMap(({ schema, name, columns: own }) =>
      own
        .filter((column) => !column.generated && columns.has(column.name))
        .map((column) => ({ schema, table: name, column: column.name })),
    );
}

/** As steps name it: `table "logs"`, `column "users.bio"`. */
export function describeLost({ schema, table, column }: Lost): string {
  const path = schema === "" ? table : `${schema}.${table}`;
  return column === undefined ? `table "${path}"` : `column "${path}.${column}"`;
}

/** One question for each table and column that goes: whether anything is in it. */
export function lossChecks(lost: readonly Lost[], { syntax }: Dialect): readonly CheckFile[] {
  if (lost.length === 0) return [];
  const quote = syntax.identifierQuotes.includes("`") ? "`" : '"';
  const ident = (name: string): string => `${quote}${name.replaceAll(quote, quote + quote)}${quote}`;
  const texts = lost.map(({ schema, table, column }) => {
    const path = [...(schema === "" ? [] : [schema]), table].map(ident).join(".");
    return column === undefined
      ? `SELECT NOT EXISTS (SELECT 1 FROM ${path}) AS ${ident("is_empty")}`
      : `SELECT NOT EXISTS (SELECT 1 FROM ${path} WHERE ${ident(column)} IS NOT NULL) AS ${ident("is_null")}`;
  });
  return [
    {
      name: "checks/destructive.sql",
      oneOf: false,
      asserts: [],
      statements: [...new Set(texts)].map((text) => ({ start: 0, text, comments: [], asserts: [] })),
    },
  ];
}

/** Those of which something is there. */
export function presentOf(dialect: Dialect, lost: readonly Lost[], live: State): readonly Lost[] {
  const tables = new Map(dialect.model?.(live).tables.map((table) => [keyOf(table), table]));
  return lost.filter(({ schema, table, column }) => {
    const found = tables.get(keyOf({ schema, name: table }));
    return found !== undefined && (column === undefined || found.columns.some(({ name }) => name === column));
  });
}

function lostTable({ schema, name }: ModelTable): Lost {
  return { schema, table: name };
}

function keyOf({ schema, name }: Pick<ModelTable, "schema" | "name">): string {
  return JSON.stringify([schema, name]);
}

/** All words of a list of names, with and without quotes. */
function namesIn(text: string): ReadonlySet<string> {
  return new Set((text.match(/[`"[][^`"\]]+[`"\]]|[\p{L}\p{N}_$]+/gu) ?? []).map(bare));
}

function bare(name: string): string {
  return name.replace(/^[`"[]|[`"\]]$/g, "");
}
