import { type FileReport, lineOf, wrapWords } from "@atlas/lint";
import { goDuration } from "./go-time.ts";
import { documentation, fixesOf, lintWidth } from "./lint.ts";
import type { Paint } from "./migrate-apply.ts";

/** What analysis says of a plan, before anybody is asked to approve it. */
export function planLintText(
  report: FileReport,
  statements: number,
  elapsedMs: number,
  paint: Paint,
): string {
  const dash = paint("cyan", "--");
  const wrapped = (prefix: string, text: string): readonly string[] =>
    wrapWords(text, lintWidth - prefix.length).map(
      (line, index) => (index === 0 ? prefix : "       ") + line,
    );
  const findings = report.reports.flatMap(({ text, diagnostics }) => [
    `  ${dash} ${text}:`,
    ...diagnostics.flatMap((each) => {
      const link = each.code === "" ? "" : ` ${paint("underline", documentation + each.code)}`;
      return wrapped(`    ${dash} L${lineOf(report.text, each.start)}: `, each.text + link);
    }),
  ]);
  const fixes = fixesOf(report.reports).filter(({ message }) => message !== "");
  const fixLines =
    fixes.length === 0
      ? []
      : [
          `  ${dash} suggested ${fixes.length === 1 ? "fix" : "fixes"}:`,
          ...fixes.flatMap(({ message }) => wrapped(`    ${paint("cyan", "->")} `, message)),
        ];
  const none =
    report.error === undefined
      ? `  ${dash} no diagnostics found`
      : `  ${paint("red", "Error:")} ${report.error}`;
  const count = report.reports.reduce((sum, { diagnostics }) => sum + diagnostics.length, 0);
  const duration = paint("yellow", goDuration(Math.round(elapsedMs * 1_000_000)));
  return `${[
    "-------------------------------------------",
    "",
    `Analyzing planned statements (${statements} in total):`,
    "",
    ...(findings.length === 0 ? [none] : findings),
    ...fixLines,
    `  ${dash} ok (${duration})`,
    "",
    `  ${paint("cyan", "-".repeat(25))}`,
    `  ${dash} ${duration}`,
    ...(report.changes === 0 ? [] : [`  ${dash} ${counted(report.changes, "schema change")}`]),
    ...(count === 0 ? [] : [`  ${dash} ${counted(count, "diagnostic")}`]),
    "",
  ].join("\n")}\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
