import type { Row, TestDatabase } from "../databases.ts";
import type { Census } from "./census-postgres.ts";

/**
 * Everything a server of the MySQL family says of the schema that the connection is bound to, read past the dialect
 * under test: the texts of SHOW CREATE, line by line, and the character sets of columns and parameters, which those
 * leave out where they are those of the table or the schema.
 *
 * Left out: the order of columns, indexes and constraints, counters that only ever grow, whether the columns of a view
 * were named in front, and which of two words says that a foreign key does nothing.
 */
export async function censusOfMysql(database: TestDatabase): Promise<Census> {
  const query = async (sql: string): Promise<readonly Row[]> => (await database.raw(sql))[0] ?? [];
  const schema = text((await query("SELECT DATABASE() AS name"))[0]?.["name"]);
  const here = (value: unknown): string => text(value).replaceAll(`\`${schema}\`.`, "").replaceAll(schema, "");
  const census: Record<string, string[]> = {};
  const note = (topic: string, ...facts: readonly unknown[]): void =>
    void (census[topic] ??= []).push(facts.map(here).join(" | "));

  for (const { name, type } of await query(
    "SELECT TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()",
  )) {
    const shown = await show(query, objectOf(text(type)), text(name));
    if (type === "VIEW") note("views", name, shown.replace(/ VIEW (`[^`]*`(?:\.`[^`]*`)?) \([^)]*\) AS /, " VIEW $1 AS "));
    else if (type === "SEQUENCE") note("sequences", name, shown);
    else for (const line of linesOf(shown)) note("tables", name, line);
  }
  for (const row of await query(
    `SELECT TABLE_NAME AS t, COLUMN_NAME AS c, CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation
      FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()`,
  ))
    note("character sets", ...Object.values(row));
  for (const { name, type } of await query(
    "SELECT ROUTINE_NAME AS name, ROUTINE_TYPE AS type FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()",
  ))
    note("routines", name, codeOf(await show(query, text(type), text(name))).replaceAll(/ (?:CHARSET|COLLATE) \w+/g, ""));
  for (const row of await query(
    `SELECT SPECIFIC_NAME AS routine, ROUTINE_TYPE AS kind, ORDINAL_POSITION AS place, PARAMETER_MODE AS mode,
        PARAMETER_NAME AS name, DTD_IDENTIFIER AS type, CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation
      FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = DATABASE()`,
  ))
    note("parameters", ...Object.values(row));
  for (const row of await query(
    `SELECT TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS t, ACTION_TIMING AS timing, EVENT_MANIPULATION AS event,
        ACTION_ORDER AS place, ACTION_STATEMENT AS body, SQL_MODE AS mode, DEFINER AS definer
      FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()`,
  ))
    note("triggers", ...Object.values({ ...row, body: codeOf(text(row["body"])) }));
  for (const { name } of await query(
    "SELECT EVENT_NAME AS name FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()",
  ))
    note("events", name, codeOf(await show(query, "EVENT", text(name))).replace(/ STARTS '[^']*'/, ""));
  for (const row of await query(
    `SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation
      FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()`,
  ))
    note("schema", ...Object.values(row));
  return Object.fromEntries(Object.entries(census).map(([topic, lines]) => [topic, lines.toSorted()]));
}

type Ask = (sql: string) => Promise<readonly Row[]>;

/** The text of a SHOW CREATE: the column whose name begins with "Create" or says "SQL Original Statement". */
async function show(query: Ask, object: string, name: string): Promise<string> {
  const [row = {}] = await query(`SHOW CREATE ${object} \`${name.replaceAll("`", "``")}\``);
  const found = Object.entries(row).find(([column]) => /^Create |^SQL Original/.test(column));
  return text(found?.[1]);
}

function objectOf(type: string): string {
  if (type === "VIEW" || type === "SEQUENCE") return type;
  return "TABLE";
}

/** Servers keep what stands between the code and the delimiter of its statement. */
function codeOf(shown: string): string {
  return shown.replace(/[;\s]+$/, "");
}

/** A table's parts and options, each with all that is said of it. */
function linesOf(shown: string): readonly string[] {
  return shown
    .split("\n")
    .slice(1)
    .map((line) => line.trim().replace(/,$/, ""))
    .map((line) =>
      line.startsWith("`")
        ? line.replace(/ CHARACTER SET \w+/, "").replace(/ COLLATE \w+/, "")
        : line.replace(/ AUTO_INCREMENT=\d+/, "").replaceAll(/ ON (?:DELETE|UPDATE) (?:RESTRICT|NO ACTION)/g, ""),
    );
}

function text(value: unknown): string {
  return typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value);
}
