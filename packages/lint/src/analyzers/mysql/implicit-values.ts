import type { ModelColumn } from "@atlas/core";
import type { Diagnostic, LintContext } from "../../analyzer.ts";
import { isFilledAfter } from "../../statements/fills.ts";
import { quoted } from "../../text.ts";
import type { ColumnAt } from "../data-depend-hooks.ts";
import { serverDoes } from "./server.ts";

/** What a server does for rows that are there, when a column comes that must have a value and says none. */
type Filling =
  /** It writes this into them. */
  | { readonly type: string; readonly value: string }
  /** It refuses where there are any. */
  | "refused";

/** MY101, or MF103 where the server refuses instead; `undefined`: nothing, or a later statement fills the column. */
export function addedNotNullColumn({
  column,
  change,
  statement,
  file,
  context,
}: ColumnAt): Pick<Diagnostic, "code" | "text"> | undefined {
  const filling = fillingOf(column, change.from.columns, context);
  if (filling === undefined) return undefined;
  const [name, table] = [quoted(column.name), quoted(change.from.name)];
  if (filling === "refused")
    return {
      code: "MF103",
      text: `Adding a non-nullable ${quoted(column.typeName)} column ${name} will fail in case table ${table} is not empty`,
    };
  const path = { schema: change.to.schema, table: change.to.name, column: column.name };
  const isReplaced = [bare(filling.value), ...(zeros[column.typeName] ?? [])].some((value) =>
    isFilledAfter(file.statements, statement.start, { ...path, value }, context.syntax),
  );
  if (isReplaced) return undefined;
  return {
    code: "MY101",
    text: `Adding a non-nullable ${quoted(filling.type)} column ${name} on table ${table} without a default value implicitly sets existing rows with ${filling.value}`,
  };
}

/** What servers show of values that findings call otherwise. */
const zeros: Readonly<Record<string, readonly string[]>> = {
  date: ["0000-00-00"],
  datetime: ["0000-00-00 00:00:00"],
  timestamp: ["0000-00-00 00:00:00"],
};

/** `"a"` without its quotes. */
function bare(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1) : value;
}

const numbers = words("bit bool tinyint smallint mediumint int bigint decimal float double binary");
const shortTexts = words("varchar char");
const longTexts = words("tinytext text mediumtext longtext json tinyblob blob mediumblob longblob varbinary");
const spatial = words(
  "geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection",
);

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** @see https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html#data-type-defaults-implicit */
function fillingOf(
  { type, typeName, typeArguments }: ModelColumn,
  present: readonly ModelColumn[],
  context: LintContext,
): Filling | undefined {
  const fills = (value: string): Filling => ({ type: typeName, value });
  const isEmptied = serverDoes("emptyTexts", context);
  if (numbers.has(typeName)) return { type, value: "0" };
  if (shortTexts.has(typeName) || typeName === "set") return fills('""');
  if (longTexts.has(typeName)) return isEmptied ? fills('""') : undefined;
  if (spatial.has(typeName)) return isEmptied ? fills('""') : "refused";
  if (typeName === "enum") return fills(quoted(typeArguments[0] ?? ""));
  if (typeName === "year") return fills("0000");
  if (typeName === "time") return fills("00:00:00");
  if (typeName === "date" || typeName === "datetime") return isEmptied ? fills("00:00:00") : "refused";
  if (typeName !== "timestamp") return undefined;
  const isFirst = !present.some((column) => column.typeName === "timestamp");
  const isNow =
    serverDoes("timestampIsNow", context) || (isFirst && serverDoes("firstTimestampIsNow", context));
  return fills(isNow ? "CURRENT_TIMESTAMP" : "0000-00-00 00:00:00");
}
