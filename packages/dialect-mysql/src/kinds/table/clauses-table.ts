import type { StepSource } from "@atlas/core";
import { doubleQuoted, ident } from "../../text.ts";
import type { Deed } from "./algorithm.ts";
import type { Clause } from "./clause.ts";
import { systemPeriod } from "./create.ts";
import { fold } from "./equal.ts";
import type { Period, Table } from "./model.ts";
import { periodSql } from "./part-sql.ts";
import { tableFacts } from "./table-facts.ts";

/** Options whose change writes all rows anew; others are notes in the catalog. */
const rowFormats: ReadonlySet<string> = new Set([
  "ROW_FORMAT",
  "KEY_BLOCK_SIZE",
  "PAGE_COMPRESSED",
  "PAGE_COMPRESSION_LEVEL",
  "ENCRYPTED",
  "ENCRYPTION_KEY_ID",
]);

/** What the table says of itself: `CHARSET`, `COLLATE`, `COMMENT`, options, `ENGINE`, `AUTO_INCREMENT`, system time, periods. */
export function tableClauses(from: Table, to: Table, source: StepSource): readonly Clause[] {
  const facts = tableFacts(from, to);
  const clause = (sql: string, undo: string | undefined, deed: Deed): Clause => ({
    sql,
    ...(undo !== undefined && { undo }),
    source,
    stage: "change",
    deeds: [deed],
  });
  const note = (sql: string, undo: string | undefined): Clause => clause(sql, undo, "change_table_facts");
  const optional = (word: string, value: string | undefined): string | undefined =>
    value === undefined ? undefined : `${word} ${value}`;
  const clauses: readonly Clause[] = [
    ...(facts.charset || (facts.collation && to.charset !== undefined && from.charset === undefined)
      ? [note(`CHARSET ${to.charset ?? ""}`, optional("CHARSET", from.charset))]
      : []),
    ...(facts.charset || facts.collation ? collation(from, to, note) : []),
    ...(facts.comment
      ? [note(`COMMENT ${doubleQuoted(to.comment ?? "")}`, `COMMENT ${doubleQuoted(from.comment ?? "")}`)]
      : []),
    ...facts.options.map(({ name, value }) => {
      const before = from.options.find((option) => fold(option.name) === fold(name))?.value;
      const usual = before ?? usualValues[name.toUpperCase()];
      const deed = rowFormats.has(name.toUpperCase()) ? "change_row_format" : "change_table_facts";
      return clause(`${name}=${value}`, usual === undefined ? undefined : `${name}=${usual}`, deed);
    }),
    ...facts.resetOptions.flatMap(({ name, value }) => {
      const usual = usualValues[name.toUpperCase()];
      return usual === undefined ? [] : [clause(`${name}=${usual}`, `${name}=${value}`, "change_row_format")];
    }),
    ...(facts.engine
      ? [clause(`ENGINE ${to.engine ?? "InnoDB"}`, `ENGINE ${from.engine ?? "InnoDB"}`, "change_engine")]
      : []),
    // A counter that has grown is never taken back.
    ...(facts.autoIncrement
      ? [note(`AUTO_INCREMENT ${to.autoIncrement ?? ""}`, `AUTO_INCREMENT ${from.autoIncrement ?? "1"}`)]
      : []),
    ...facts.droppedPeriods.map((period) => periodClause(period, "drop", clause)),
    ...facts.addedPeriods.map((period) => periodClause(period, "add", clause)),
  ];
  return [...clauses, ...versioning(from, to, source)];
}

/** Values that options have where nobody sets them. */
const usualValues: Readonly<Record<string, string>> = {
  ROW_FORMAT: "DEFAULT",
  KEY_BLOCK_SIZE: "0",
  STATS_PERSISTENT: "DEFAULT",
  STATS_AUTO_RECALC: "DEFAULT",
  STATS_SAMPLE_PAGES: "DEFAULT",
  PACK_KEYS: "DEFAULT",
  MIN_ROWS: "0",
  MAX_ROWS: "0",
  AVG_ROW_LENGTH: "0",
  CHECKSUM: "0",
  DELAY_KEY_WRITE: "0",
  PAGE_COMPRESSED: "0",
  PAGE_COMPRESSION_LEVEL: "DEFAULT",
  COMPRESSION: "'NONE'",
  AUTOEXTEND_SIZE: "0",
};

function collation(
  from: Table,
  to: Table,
  note: (sql: string, undo: string | undefined) => Clause,
): readonly Clause[] {
  if (to.collation === undefined) return [];
  return [
    note(`COLLATE ${to.collation}`, from.collation === undefined ? undefined : `COLLATE ${from.collation}`),
  ];
}

function periodClause(
  period: Period,
  direction: "add" | "drop",
  clause: (sql: string, undo: string | undefined, deed: Deed) => Clause,
): Clause {
  const add = `ADD ${periodSql(period)}`;
  const drop = `DROP PERIOD FOR ${ident(period.name)}`;
  return direction === "add" ? clause(add, drop, "add_period") : clause(drop, add, "drop_period");
}

/** MariaDB: whether the table keeps what was in it; what it kept is lost when it stops. */
function versioning(from: Table, to: Table, source: StepSource): readonly Clause[] {
  const [before, after] = [systemPeriod(from), systemPeriod(to)];
  const glue = "system time";
  if (from.systemVersioned === to.systemVersioned) return [];
  if (to.systemVersioned)
    return [
      ...after.map((period): Clause => ({
        sql: `ADD ${period}`,
        undo: "DROP PERIOD FOR SYSTEM_TIME",
        source,
        stage: "change",
        deeds: ["add_system_versioning"],
        glue,
      })),
      {
        sql: "ADD SYSTEM VERSIONING",
        undo: "DROP SYSTEM VERSIONING",
        source,
        stage: "change",
        deeds: ["add_system_versioning"],
        glue,
      },
    ];
  return [
    {
      sql: "DROP SYSTEM VERSIONING",
      ...(before.length === 0 && { undo: "ADD SYSTEM VERSIONING" }),
      source,
      stage: "change",
      deeds: ["drop_system_versioning"],
      loses: [`history of table "${[from.schema, from.name].filter((part) => part !== "").join(".")}"`],
      glue,
    },
  ];
}
