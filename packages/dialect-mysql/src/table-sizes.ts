import type { CallOptions, Ref, TableSize } from "@atlas/core";
import { supports } from "./flavour.ts";
import type { Session } from "./session.ts";
import { singleQuoted } from "./text.ts";

/**
 * Up to so many tables are asked for one by one, so that the server opens these alone; of more, all of their schemas
 * are read.
 */
const oneByOne = 100;

/**
 * Present sizes, with indexes and partitions, of those tables that exist. One round trip. Rows are the storage
 * engine's estimate.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/information-schema-tables-table.html
 */
export async function tableSizes(
  session: Session,
  tables: readonly Ref[],
  bound: string | null,
  options?: CallOptions,
): Promise<readonly TableSize[]> {
  if (tables.length === 0) return [];
  const schemaOf = ({ schema }: Ref): string => schema || (bound ?? "");
  const { server, defaults } = session.greeting;
  const fresh = supports(server, "cachedStatistics")
    ? {
        before: [
          "SET @atlas_expiry = @@SESSION.information_schema_stats_expiry, SESSION information_schema_stats_expiry = 0",
        ],
        after: ["SET SESSION information_schema_stats_expiry = @atlas_expiry"],
      }
    : { before: [], after: [] };
  const queries =
    tables.length <= oneByOne
      ? tables.map((table) => sizesSql(schemaOf(table), table.name))
      : [...new Set(tables.map(schemaOf))].map((schema) => sizesSql(schema));
  const answers = await session.multi([...fresh.before, ...queries, ...fresh.after], {
    signal: options?.signal,
  });
  const ignoresCase = defaults.lowerCaseTableNames !== 0;
  const keyOf = (schema: string, name: string): string => {
    const key = JSON.stringify([schema, name]);
    return ignoresCase ? key.toLowerCase() : key;
  };
  const sizes = new Map(
    answers.flat().map((row) => [keyOf(row["schema_name"] ?? "", row["table_name"] ?? ""), row]),
  );
  return tables.flatMap((table) => {
    const row = sizes.get(keyOf(schemaOf(table), table.name));
    if (!row || row["size"] === null || row["size"] === undefined) return [];
    const rows = row["row_count"];
    return [
      {
        table,
        sizeBytes: Number(row["size"]),
        ...(rows !== null && rows !== undefined && { rows: Number(rows) }),
      },
    ];
  });
}

function sizesSql(schema: string, table?: string): string {
  return `SELECT TABLE_SCHEMA AS schema_name, TABLE_NAME AS table_name, DATA_LENGTH + INDEX_LENGTH AS size,
      TABLE_ROWS AS row_count
    FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ${singleQuoted(schema)}
      ${table === undefined ? "" : `AND TABLE_NAME = ${singleQuoted(table)}`} AND TABLE_TYPE <> 'VIEW'`;
}
