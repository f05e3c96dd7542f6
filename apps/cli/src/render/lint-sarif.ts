import {
  type Diagnostic,
  effects,
  type FileReport,
  lineCount,
  lineOf,
  type LintReport,
  nonFileReports,
  type StepReport,
  type SummaryReport,
} from "@atlas/lint";

type Json = Readonly<Record<string, unknown>>;

/**
 * The report in SARIF 2.1.0, which code hosts show beside the lines of a change.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function lintSarif(report: SummaryReport, version: string): Json {
  const results = [
    ...nonFileReports(report).flatMap(stepResults),
    ...report.files.flatMap((file) => fileResults(file, report.directory)),
  ];
  const codes = [...new Set(results.map(({ ruleId }) => ruleId))].filter((code) => code !== failure);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "atlas",
            ...(version !== "" && { version }),
            rules: codes.toSorted().map((code) => ({
              id: code,
              ...(effects[code] && {
                shortDescription: { text: effects[code].title },
                fullDescription: { text: effects[code].effect },
              }),
              helpUri: `https://atlasgo.io/lint/analyzers#${code}`,
            })),
          },
        },
        results,
      },
    ],
  };
}

/** What stands for a file that could not be run. */
const failure = "atlas";

interface Result extends Json {
  readonly ruleId: string;
}

/** What is said of the history lies in no file. */
function stepResults({ error, result }: StepReport): readonly Result[] {
  const level = error === undefined ? "warning" : "error";
  return (result?.reports ?? []).flatMap(({ diagnostics }) =>
    diagnostics.map(({ text }) => ({ ruleId: failure, level, message: { text } })),
  );
}

function fileResults(file: FileReport, directory: string): readonly Result[] {
  const uri = uriOf(file, directory);
  const all = file.reports.flatMap((report) =>
    report.diagnostics.map((diagnostic) => resultOf(diagnostic, report, file, uri)),
  );
  // What fails the file is told by its findings, or else by itself.
  if (file.error === undefined || file.reports.some(({ failed }) => failed)) return all;
  return [
    ...all,
    {
      ruleId: failure,
      level: "error",
      message: { text: file.error },
      locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }],
    },
  ];
}

function resultOf(
  { start, text, code, fixes }: Diagnostic,
  report: LintReport,
  file: FileReport,
  uri: string,
): Result {
  const edits = [...report.fixes, ...fixes].flatMap(({ message, edit }) => (edit ? [{ message, edit }] : []));
  const effect = effects[code]?.effect;
  return {
    ruleId: code === "" ? failure : code,
    level: report.failed ? "error" : "warning",
    message: { text: effect === undefined ? text : `${text}. ${effect}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, region: { startLine: lineOf(file.text, start) } },
      },
    ],
    ...(edits.length > 0 && {
      fixes: edits.map(({ message, edit }) => ({
        description: { text: message },
        artifactChanges: [
          {
            artifactLocation: { uri },
            replacements: [
              {
                deletedRegion: { startLine: edit.line, endLine: Math.min(edit.end, lineCount(file.text)) },
                // The region ends before the break of its last line.
                insertedContent: { text: edit.newText.replace(/\n$/, "") },
              },
            ],
          },
        ],
      })),
    }),
  };
}

/** The path of a file below the working directory, as URLs have it. */
export function uriOf({ name }: Pick<FileReport, "name">, directory: string): string {
  const path = `${directory.replace(/\/+$/, "")}/${name}`;
  return path.split("/").map(encodeURIComponent).join("/").replaceAll("%3A", ":");
}
