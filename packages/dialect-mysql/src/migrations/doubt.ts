import type { Doubt, Verdict } from "@atlas/core";
import { significantTokens } from "@atlas/sql";
import { unwrapped } from "../script-words.ts";
import { syntax } from "../text.ts";
import { piecesOf, wordsOf } from "./natures.ts";
import { digest, narrowTrace } from "./narrow-trace.ts";
import { text } from "./revisions.ts";

/** Definitions alone: neither times nor sizes nor counters, which change by themselves. */
const facts: readonly (readonly [
  table: string,
  schema: string,
  names: readonly string[],
  columns: string,
])[] = [
  [
    "TABLES",
    "TABLE_SCHEMA",
    ["TABLE_NAME"],
    "TABLE_TYPE, ENGINE, ROW_FORMAT, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT",
  ],
  [
    "COLUMNS",
    "TABLE_SCHEMA",
    ["TABLE_NAME"],
    "COLUMN_NAME, ORDINAL_POSITION, COLUMN_DEFAULT, IS_NULLABLE, COLUMN_TYPE, COLLATION_NAME, COLUMN_KEY, EXTRA, COLUMN_COMMENT",
  ],
  [
    "STATISTICS",
    "TABLE_SCHEMA",
    ["TABLE_NAME"],
    "INDEX_NAME, NON_UNIQUE, SEQ_IN_INDEX, COLUMN_NAME, SUB_PART, INDEX_TYPE, COMMENT, INDEX_COMMENT",
  ],
  [
    "KEY_COLUMN_USAGE",
    "TABLE_SCHEMA",
    ["TABLE_NAME"],
    "CONSTRAINT_NAME, COLUMN_NAME, ORDINAL_POSITION, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME",
  ],
  ["TABLE_CONSTRAINTS", "TABLE_SCHEMA", ["TABLE_NAME"], "CONSTRAINT_NAME, CONSTRAINT_TYPE"],
  [
    "REFERENTIAL_CONSTRAINTS",
    "CONSTRAINT_SCHEMA",
    ["TABLE_NAME"],
    "CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE",
  ],
  [
    "PARTITIONS",
    "TABLE_SCHEMA",
    ["TABLE_NAME"],
    "PARTITION_NAME, SUBPARTITION_NAME, PARTITION_METHOD, PARTITION_EXPRESSION, PARTITION_DESCRIPTION",
  ],
  ["VIEWS", "TABLE_SCHEMA", ["TABLE_NAME"], "VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE"],
  [
    "TRIGGERS",
    // By the other column MariaDB opens every table of the server, and stumbles over those that are being changed.
    "EVENT_OBJECT_SCHEMA",
    ["TRIGGER_NAME", "EVENT_OBJECT_TABLE"],
    "TRIGGER_NAME, EVENT_MANIPULATION, ACTION_TIMING, ACTION_STATEMENT",
  ],
  [
    "ROUTINES",
    "ROUTINE_SCHEMA",
    ["ROUTINE_NAME"],
    "ROUTINE_TYPE, LAST_ALTERED, ROUTINE_DEFINITION, ROUTINE_COMMENT",
  ],
  ["EVENTS", "EVENT_SCHEMA", ["EVENT_NAME"], "LAST_ALTERED, STATUS, EVENT_DEFINITION"],
];

/** Names as the statement has them: the server compares them in its own way. */
function namesIn(statement: string): readonly string[] {
  const names = significantTokens(unwrapped(statement), syntax).flatMap(({ kind, text: token }) => {
    if (kind === "word") return [token];
    if (kind === "identifier") return [token.slice(1, -1).replaceAll("``", "`")];
    // Under ANSI_QUOTES it is a name.
    return kind === "string" && token.startsWith('"') ? [token.slice(1, -1).replaceAll('""', '"')] : [];
  });
  // A list in SQL has to have something in it.
  return names.length === 0 ? [""] : [...new Set(names)];
}

/** What the catalog holds under some names, as one short text. */
function traceOf(statement: string, bound: string | null): string {
  return narrowTrace(statement) ?? wideTrace(statement, bound);
}

function wideTrace(statement: string, bound: string | null): string {
  const names = namesIn(statement);
  const list = (values: readonly string[]): string => values.map(text).join(", ");
  const schemas = list([...new Set([...(bound === null ? [] : [bound]), ...names])]);
  const wanted = factsFor(wordsOf(statement));
  const parts = facts
    .filter(([table]) => wanted.includes(table))
    .map(([table, schema, nameColumns, columns]) => {
      const isNamed = nameColumns.map((column) => `${column} IN (${list(names)})`).join(" OR ");
      return digest(
        table,
        `${schema}, ${nameColumns.join(", ")}, ${columns}`,
        `(${schema} = DATABASE() OR ${schema} IN (${schemas})) AND (${isNamed})`,
      );
    });
  if (wanted.includes("SCHEMATA"))
    parts.push(
      digest(
        "SCHEMATA",
        "SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME",
        `SCHEMA_NAME IN (${schemas})`,
      ),
    );
  if (wanted.includes("USER_PRIVILEGES"))
    parts.push(
      digest(
        "USER_PRIVILEGES",
        "GRANTEE",
        names.map((name) => `GRANTEE LIKE CONCAT('''', ${text(name)}, '''@%')`).join(" OR "),
      ),
    );
  return `CONCAT_WS('/', '', ${parts.join(",\n")})`;
}

/** What a statement may leave its trace in: the whole catalog would take longer than most statements. */
function factsFor(words: string): readonly string[] {
  const [, verb = "", rest = ""] = /^(\w+) (.*)$/s.exec(words) ?? [];
  const what =
    /\b(?:TABLE|TABLES|INDEX|VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT|DATABASE|SCHEMA|USER|ROLE|SEQUENCE)\b/.exec(
      rest,
    )?.[0];
  switch (what) {
    case "TABLE":
    case "TABLES":
    case "SEQUENCE":
      // Whole tables come and go.
      if (verb !== "ALTER") return ["TABLES"];
      return facts.map(([table]) => table).filter((table) => tableFacts.has(table));
    case "INDEX":
      return ["STATISTICS"];
    case "VIEW":
      return ["TABLES", "VIEWS"];
    case "TRIGGER":
      return ["TRIGGERS"];
    case "PROCEDURE":
    case "FUNCTION":
      return ["ROUTINES"];
    case "EVENT":
      return ["EVENTS"];
    case "DATABASE":
    case "SCHEMA":
      return ["SCHEMATA"];
    case "USER":
    case "ROLE":
      return ["USER_PRIVILEGES"];
    default:
      return [...facts.map(([table]) => table), "SCHEMATA"];
  }
}

const tableFacts: ReadonlySet<string> = new Set([
  "TABLES",
  "COLUMNS",
  "STATISTICS",
  "KEY_COLUMN_USAGE",
  "TABLE_CONSTRAINTS",
  "REFERENTIAL_CONSTRAINTS",
  "PARTITIONS",
]);

/** What may be said again without harm, or fails with a clear word where it was done. */
const again =
  /^(?:ANALYZE|CHECK|OPTIMIZE|REPAIR|CACHE|LOAD INDEX|FLUSH|GRANT|REVOKE|SET|ALTER USER|RESET|INSTALL|UNINSTALL)(?: |$)/;
/**
 * What they do to rows the catalog does not tell, and done twice it may hit other rows. Of a table that was to be
 * replaced MariaDB may have dropped the old one and not made the new one.
 */
const unseen =
  /^(?:INSERT|REPLACE|UPDATE|DELETE|LOAD DATA|LOAD XML|WITH|TRUNCATE|CREATE OR REPLACE TABLE|ALTER TABLE .* (?:TRUNCATE|EXCHANGE) PARTITION|CALL|EXECUTE|BEGIN|PURGE|IMPORT|SHUTDOWN|RESTART|CLONE|CHANGE|START|STOP)(?: |$)/;
/** Of several things some may be gone. */
const several = /^DROP (?:TABLE|VIEW|TABLES)\b.* , /;

/** Numbers that were given out meanwhile would be given out again. */
const restarts = /^ALTER SEQUENCE .* RESTART(?: |$)/s;

/** How a statement that commits by itself is settled: by the definitions of what it names. */
export function doubtOf(statement: string, bound: string | null): Doubt {
  const words = wordsOf(statement);
  const of = (changed: Verdict, unchanged: Verdict, trace = "''"): Doubt => ({ trace, changed, unchanged });
  if (piecesOf(statement).length > 1 || unseen.test(words)) return of("unclear", "unclear");
  if (again.test(words)) return of("not-done", "not-done");
  const trace = traceOf(statement, bound);
  return of(several.test(words) ? "unclear" : "done", leavesNoTrace(words) ? "unclear" : "not-done", trace);
}

/** Whether it can change something and leave all definitions as they were: done again, it would undo itself or lose rows. */
function leavesNoTrace(words: string): boolean {
  return restarts.test(words) || isCircle(words) || emptiesColumn(words);
}

/** `RENAME TABLE a TO x, b TO a, x TO b` of tables that are alike. */
function isCircle(words: string): boolean {
  const pairs = /^RENAME TABLES? (.*)$/s.exec(words)?.[1];
  if (pairs === undefined) return false;
  /** Where what had a name at first is now. */
  const places = new Map<string, string>();
  for (const pair of pairs.replace(/ ;$/, "").split(" , ")) {
    const [from = "", to = ""] = pair.split(" TO ");
    const origin = [...places].find(([, place]) => place === from)?.[0] ?? from;
    places.set(origin, to);
  }
  const names = new Set(places.values());
  return [...places.keys()].every((name) => names.has(name));
}

/** A column that is dropped and added again has the values of a new one. */
function emptiesColumn(words: string): boolean {
  const named = (verb: string): readonly string[] =>
    [...words.matchAll(new RegExp(` ${verb} (?:COLUMN )?(?:IF (?:NOT )?EXISTS )?(\\S+)`, "g"))].map(
      ([, name = ""]) => name.replaceAll("`", "").toUpperCase(),
    );
  const added = new Set(named("ADD"));
  const parts = /^(?:CONSTRAINT|INDEX|KEY|UNIQUE|FULLTEXT|SPATIAL|PRIMARY|FOREIGN|CHECK|PARTITION|\()$/;
  return (
    words.startsWith("ALTER TABLE ") && named("DROP").some((name) => added.has(name) && !parts.test(name))
  );
}
