import { AtlasError } from "@atlas/core";
import { withSettledArrayCasts } from "../../array-casts.ts";
import { rowsOf, type CatalogRows, type ReadContext } from "../../kind.ts";
import { columnsQuery, type ColumnRow } from "./column-queries.ts";
import type { PartitionKey, PartitionPart, Table } from "./model.ts";
import { columnKey, numbersOf } from "./numbers.ts";
import { endOfParentheses, inParentheses, splitAtCommas } from "./parentheses.ts";
import { parentsQuery, type ParentRow, partitionsQuery, type PartitionRow } from "./partition-queries.ts";

/** What ties a table to others: what it is a partition of, or inherits from; and what its own partitions go by. */
export type Family = Pick<Table, "partitionKey" | "partitionOf" | "inherits">;

const noFamily: Family = {};

/** The families of all tables, by table. */
export function readFamilies(rows: CatalogRows, context: ReadContext): (tableId: number) => Family {
  const parents = Map.groupBy(rowsOf<ParentRow>(rows, parentsQuery), (row) => row.table_id);
  const partitions = new Map(rowsOf<PartitionRow>(rows, partitionsQuery).map((row) => [row.table_id, row]));
  if (parents.size === 0 && partitions.size === 0) return () => noFamily;
  const names = new Map(
    rowsOf<ColumnRow>(rows, columnsQuery)
      .filter((row) => partitions.has(row.table_id))
      .map((row) => [columnKey(row.table_id, row.number), row.name]),
  );
  return (id) => {
    const partition = partitions.get(id);
    const above = (parents.get(id) ?? []).map((row) => ({
      schema: context.schemaName(row.schema),
      name: row.name,
      ...(row.foreign && { foreign: true as const }),
    }));
    const [parent] = above;
    return {
      ...(partition?.key != null && {
        partitionKey: readKey(partition.key, numbersOf(partition.columns), (number) =>
          names.get(columnKey(id, number)),
        ),
      }),
      ...(partition?.bound != null && parent
        ? { partitionOf: { parent, bound: partition.bound } }
        : above.length > 0 && { inherits: above }),
    };
  };
}

/** `RANGE (id, lower(name) COLLATE "C" text_pattern_ops)`, as the server writes it. */
function readKey(
  text: string,
  columns: readonly number[],
  nameOf: (number: number) => string | undefined,
): PartitionKey {
  const open = text.indexOf("(");
  const strategy = text.slice(0, open).trim();
  if (strategy !== "RANGE" && strategy !== "LIST" && strategy !== "HASH")
    throw new AtlasError("E_READ", `the partition key ${text} is of a kind that is not known`);
  const parts = splitAtCommas(text.slice(open + 1, text.lastIndexOf(")")));
  return {
    strategy,
    parts: parts.map((part, at): PartitionPart => {
      const number = columns[at] ?? 0;
      const length = number === 0 ? expressionLength(part) : identifierLength(part);
      const column = number === 0 ? undefined : nameOf(number);
      const what =
        column === undefined
          ? { expression: inParentheses(withSettledArrayCasts(part.slice(0, length))) }
          : { column };
      return { ...what, ...readSuffix(part.slice(length).trim()) };
    }),
  };
}

/** An expression of a key is a call, or it stands in parentheses. */
function expressionLength(part: string): number {
  return endOfParentheses(part, part.startsWith("(") ? 0 : part.indexOf("("));
}

function identifierLength(part: string): number {
  return /^(?:"[^"]*(?:""[^"]*)*"|[^\s"]+)/.exec(part)?.[0].length ?? part.length;
}

function readSuffix(text: string): Pick<PartitionPart, "collation" | "operatorClass"> {
  const collate =
    /^COLLATE ((?:"[^"]*(?:""[^"]*)*"|[^\s".]+)(?:\.(?:"[^"]*(?:""[^"]*)*"|[^\s".]+))?)\s*/.exec(text);
  const rest = text.slice(collate?.[0].length ?? 0);
  return {
    ...(collate?.[1] !== undefined && { collation: collate[1] }),
    ...(rest !== "" && { operatorClass: rest }),
  };
}
