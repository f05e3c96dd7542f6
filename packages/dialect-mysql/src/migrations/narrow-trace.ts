import { text } from "./revisions.ts";
import { type QualifiedName, subjectOf, touchedBy } from "./touched.ts";

/** What is told of each column where its definition matters; not its place, which others move. */
const definition =
  "COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE, COLUMN_TYPE, COLLATION_NAME, EXTRA, COLUMN_COMMENT";
const indexFacts = "INDEX_NAME, NON_UNIQUE, SEQ_IN_INDEX, COLUMN_NAME, SUB_PART, INDEX_TYPE, INDEX_COMMENT";

/**
 * The trace of a statement in what it touches itself, so that nobody takes a change of somebody else for its own;
 * `undefined`: what it touches is not known.
 *
 * What comes or goes is there or not, whatever else was done to its table. Where a definition becomes another one, or the
 * table as a whole, the columns that the statement leaves alone stand behind a `~`.
 */
export function narrowTrace(statement: string): string | undefined {
  const touched = touchedBy(statement);
  if (!touched) return ofSubject(statement);
  const { table, columns, indexes, constraints, renamed, isEvident, isOfTable } = touched;
  const inTable = whereOf("TABLE", table);
  const own = [
    ...(renamed.length > 0
      ? [
          digest(
            "TABLES",
            "TABLE_NAME",
            `${schemaIs("TABLE_SCHEMA", table)} AND ${among("TABLE_NAME", [table.name, ...renamed])}`,
          ),
        ]
      : []),
    ...(columns.length > 0
      ? [digest("COLUMNS", definition, `${inTable} AND ${among("COLUMN_NAME", columns)}`)]
      : []),
    ...(indexes.length > 0
      ? [digest("STATISTICS", indexFacts, `${inTable} AND ${among("INDEX_NAME", indexes)}`)]
      : []),
    ...(constraints.length > 0
      ? [
          digest(
            "TABLE_CONSTRAINTS",
            "CONSTRAINT_NAME, CONSTRAINT_TYPE",
            `${inTable} AND ${among("CONSTRAINT_NAME", constraints)}`,
          ),
        ]
      : []),
  ];
  if (isEvident) return joined(own);
  if (!isOfTable) {
    if (columns.length === 0) return undefined;
    const others = digest("COLUMNS", definition, `${inTable} AND NOT ${among("COLUMN_NAME", columns)}`);
    return `CONCAT(${joined(own)}, '~', ${others})`;
  }
  const whole = [
    ...own,
    digest("TABLES", "ENGINE, ROW_FORMAT, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT", inTable),
    digest(
      "PARTITIONS",
      "PARTITION_NAME, SUBPARTITION_NAME, PARTITION_METHOD, PARTITION_EXPRESSION, PARTITION_DESCRIPTION",
      inTable,
    ),
  ];
  const rest = [
    digest("COLUMNS", "COLUMN_NAME, IS_NULLABLE", inTable),
    digest("STATISTICS", "INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME", inTable),
  ];
  return `CONCAT(${joined(whole)}, '~', ${joined(rest)})`;
}

/** Of what is made or dropped as a whole, under its own name alone. */
function ofSubject(statement: string): string | undefined {
  const subject = subjectOf(statement);
  if (!subject || /^\W*(?:RENAME|ALTER)\b/i.test(statement)) return undefined;
  switch (subject.kind) {
    case "TABLE":
    case "SEQUENCE":
      return digest("TABLES", "TABLE_TYPE, ENGINE", whereOf("TABLE", subject));
    case "VIEW":
      return digest("VIEWS", "VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE", whereOf("TABLE", subject));
    case "TRIGGER":
      return digest(
        "TRIGGERS",
        "EVENT_MANIPULATION, ACTION_TIMING, ACTION_STATEMENT",
        `${schemaIs("EVENT_OBJECT_SCHEMA", subject)} AND TRIGGER_NAME = ${text(subject.name)}`,
      );
    case "PROCEDURE":
    case "FUNCTION":
      return digest(
        "ROUTINES",
        "LAST_ALTERED, ROUTINE_DEFINITION, ROUTINE_COMMENT",
        `${whereOf("ROUTINE", subject)} AND ROUTINE_TYPE = '${subject.kind}'`,
      );
    case "EVENT":
      return digest("EVENTS", "LAST_ALTERED, STATUS, EVENT_DEFINITION", whereOf("EVENT", subject));
    default:
      return undefined;
  }
}

function joined(parts: readonly string[]): string {
  return `CONCAT_WS('/', '', ${parts.join(",\n")})`;
}

function whereOf(prefix: string, name: QualifiedName): string {
  return `${schemaIs(`${prefix}_SCHEMA`, name)} AND ${prefix}_NAME = ${text(name.name)}`;
}

function schemaIs(column: string, { schema }: QualifiedName): string {
  return `${column} = ${schema === undefined ? "DATABASE()" : text(schema)}`;
}

function among(column: string, names: readonly string[]): string {
  return `${column} IN (${names.map(text).join(", ")})`;
}

/** How many rows there are, and a number that changes with each of them; in no order. */
export function digest(table: string, columns: string, where: string): string {
  const values = columns
    .split(", ")
    .map((column) => `QUOTE(${column})`)
    .join(", ");
  // MySQL 9.6 and later have no MD5.
  return `(SELECT CONCAT(COUNT(*), ':', BIT_XOR(CAST(CONV(LEFT(SHA2(CONCAT_WS('|', ${values}), 256), 15), 16, 10) AS UNSIGNED)))
    FROM INFORMATION_SCHEMA.${table} WHERE ${where})`;
}
