import { createHash } from "node:crypto";
import type { TestDatabase } from "../databases.ts";

/** Columns of tables that hold values of their own, with their types: `"public"."t"` → `"v"` → `text`. */
type Columns = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** How the rows of one dialect are asked for. */
export interface RowReader {
  columns(database: TestDatabase): Promise<Columns>;
}

/** Number and checksum of the rows of each table that both sides have, over the columns that stay as they are. */
export async function checksums(
  database: TestDatabase,
  from: Columns,
  to: Columns,
): Promise<Readonly<Record<string, string>>> {
  const sums: Record<string, string> = {};
  for (const [table, columns] of from) {
    const after = to.get(table);
    if (!after) continue;
    const common = [...columns].filter(([name, type]) => after.get(name) === type).map(([name]) => name);
    const [rows = []] = await database.raw(`SELECT ${["1", ...common].join(", ")} FROM ${table}`);
    const lines = rows.map((row) => JSON.stringify(Object.values(row))).toSorted();
    sums[table] = `${lines.length} rows, ${createHash("sha256").update(lines.join("\n")).digest("hex")}`;
  }
  return sums;
}

/** Rows are counted where they lie: those of a partition or an heir are not those of its parent. */
export const postgresRows: RowReader = {
  columns: async (database) => {
    const [rows = []] = await database.raw(`SELECT 'ONLY ' || a.attrelid::regclass::text AS "table", quote_ident(a.attname) || '::text' AS name,
        format_type(a.atttypid, a.atttypmod) AS type, a.attgenerated <> '' OR t.typtype = 'c' AS generated
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      ORDER BY 1, 2`);
    return grouped(rows.map((row) => [row["table"], row["name"], row["generated"] ? "" : row["type"]]));
  },
};

export const sqliteRows: RowReader = {
  columns: async (database) => {
    const [rows = []] = await database.raw(`SELECT '"' || replace(t.name, '"', '""') || '"' AS "table",
        '"' || replace(c.name, '"', '""') || '"' AS name, lower(c.type) AS type, c.hidden AS generated
      FROM pragma_table_list t, pragma_table_xinfo(t.name) c
      WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY 1, 2`);
    return grouped(rows.map((row) => [row["table"], row["name"], row["generated"] ? "" : row["type"]]));
  },
};

export const mysqlRows: RowReader = {
  columns: async (database) => {
    const [rows = []] = await database.raw(`SELECT CONCAT('\`', REPLACE(c.TABLE_NAME, '\`', '\`\`'), '\`') AS \`table\`,
        CONCAT('HEX(CONCAT(\`', REPLACE(c.COLUMN_NAME, '\`', '\`\`'), '\`))') AS name,
        CONCAT(c.COLUMN_TYPE, ' ', COALESCE(c.CHARACTER_SET_NAME, '')) AS type, c.GENERATION_EXPRESSION > '' AS derived
      FROM information_schema.COLUMNS c JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME)
      WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY 1, 2`);
    return grouped(rows.map((row) => [row["table"], row["name"], Number(row["derived"]) ? "" : row["type"]]));
  },
};

/**
 * A generated column has the empty type, so that it counts on neither side; so has one of a composite type,
 * whose values change with the type.
 */
function grouped(rows: readonly (readonly unknown[])[]): Columns {
  const tables = new Map<string, Map<string, string>>();
  for (const [table, name, type] of rows) {
    const columns = tables.get(String(table)) ?? new Map<string, string>();
    tables.set(String(table), columns);
    if (type !== "") columns.set(String(name), String(type));
  }
  return tables;
}
