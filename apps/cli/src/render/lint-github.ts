import {
  effects,
  type FileReport,
  lineOf,
  nonFileReports,
  type StepReport,
  type SummaryReport,
} from "@atlas/lint";
import { sumFile } from "@atlas/migrate";

/**
 * Findings as workflow commands of GitHub, a line each: the runner turns them into annotations.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function lintGithub(report: SummaryReport): string {
  return [
    ...nonFileReports(report).flatMap((step) => stepCommands(step, report.directory)),
    ...report.files.flatMap((file) => commandsOf(file, report.directory)),
  ].join("\n");
}

/** What is said of the history stands beside the checksums: the file that it is about may be gone. */
function stepCommands({ error, result }: StepReport, directory: string): readonly string[] {
  const level = error === undefined ? "warning" : "error";
  return (result?.reports ?? []).flatMap(({ text: title, diagnostics, fixes }) =>
    diagnostics.map(({ text }) =>
      command(
        level,
        { file: `${directory}/${sumFile}`, line: 1, title },
        [text, ...fixes.map(({ message }) => message)].join("\n"),
      ),
    ),
  );
}

function commandsOf(file: FileReport, directory: string): readonly string[] {
  const path = `${directory.replace(/\/+$/, "")}/${file.name}`;
  const found = file.reports.flatMap((report) =>
    report.diagnostics.map(({ start, text, code, fixes: own }) => {
      const effect = effects[code]?.effect;
      const fixes = [...report.fixes, ...own];
      const lines = [
        effect === undefined ? text : `${text}. ${effect}`,
        ...fixes.map(({ message }) => message),
      ];
      const title = code === "" ? report.text : `${code}: ${report.text}`;
      return command(
        report.failed ? "error" : "warning",
        { file: path, line: lineOf(file.text, start), title },
        lines.join("\n"),
      );
    }),
  );
  // What fails the file is told by its findings, or else by itself.
  if (file.error === undefined || file.reports.some(({ failed }) => failed)) return found;
  return [...found, command("error", { file: path, line: 1, title: "atlas migrate lint" }, file.error)];
}

function command(
  level: string,
  properties: { readonly file: string; readonly line?: number; readonly title: string },
  message: string,
): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${list.join(",")}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
