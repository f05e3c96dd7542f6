import type { MigrateDriftReport } from "@atlas/workflows";
import { saying } from "../project/drift.ts";
import type { Paint } from "./migrate-apply.ts";
import { urlJson } from "./url-json.ts";

/** What `migrate drift` found. */
export function migrateDriftText(report: MigrateDriftReport, paint: Paint): string {
  const { status, current, pending } = report;
  const style = status === "OK" ? "green" : "red";
  const line = (name: string, value: string): string =>
    `  ${paint("cyan", "--")} ${`${name}:`.padEnd(17)}${value}\n`;
  return (
    `Drift Status: ${paint(style, status)}\n` +
    line("Current Version", current === "" ? "No migration applied yet" : paint("cyan", current)) +
    line("Expected State", `file://${report.dir} (local)`) +
    line("Pending Files", String(pending)) +
    changesText(report, paint) +
    (report.unread.length === 0
      ? ""
      : `\nNot compared:\n\n${report.unread.map((name) => `  - ${name}\n`).join("")}`)
  );
}

function changesText({ changes, statements }: MigrateDriftReport, paint: Paint): string {
  if (changes.length === 0) return "";
  const named = changes
    .map(({ change, subject }) => `  ${sign(change)} ${subject} ${saying(change)}\n`)
    .join("");
  const sql = statements
    .map(({ sql: text, comment, loses }) =>
      [
        paint("cyan", `-- ${capital(comment)}`),
        ...loses.map((lost) => paint("red", `-- Loses data: ${lost}`)),
        `${text};\n`,
      ].join("\n"),
    )
    .join("");
  return `\nChanged objects:\n\n${named}${sql === "" ? "" : `\nSQL to make it as its revisions did:\n\n${sql}`}`;
}

/** As the database is, and not as statements would have it. */
function sign(change: string): string {
  return change.startsWith("drop_") ? "+" : change.startsWith("add_") ? "-" : "~";
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The JSON report of `migrate drift`. */
export function migrateDriftJson(report: MigrateDriftReport): Readonly<Record<string, unknown>> {
  const { status, current, pending, changes, statements, unread, notManaged } = report;
  return {
    Driver: report.driver,
    URL: urlJson(report.redactedUrl, report.bound),
    Dir: report.dir,
    Status: status,
    Current: current,
    Expected: `file://${report.dir}`,
    Pending: pending,
    Changes: changes.map(({ change, subject }) => ({ Change: change, Subject: subject })),
    SQL: statements.map(({ sql }) => sql),
    Unread: unread,
    NotManaged: notManaged,
  };
}
