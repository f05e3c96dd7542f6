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
import { sumFile } from "@atlas/migrate";
import { fingerprints } from "./sarif-fingerprints.ts";
import { artifactAt, type Artifact, rootId } from "./sarif-paths.ts";
import { ruleIdOf, type SarifRule, sarifRule } from "./sarif-rules.ts";

type Json = Readonly<Record<string, unknown>>;

export interface SarifOptions {
  /** Of this program; may be empty. */
  readonly version: string;
  /** The working directory, which paths are told from: an absolute path. */
  readonly folder: string;
}

/**
 * The report in SARIF 2.1.0, which code hosts show beside the lines of a change.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function lintSarif(report: SummaryReport, { version, folder }: SarifOptions): Json {
  const artifactOf = (name: string): Artifact => artifactAt(`${report.directory}/${name}`, folder);
  const found = [
    ...nonFileReports(report).flatMap((step) => stepResults(step, artifactOf(sumFile))),
    ...report.files.flatMap((file) => fileResults(file, artifactOf(file.name))),
  ];
  const rules = new Map(found.map(({ rule }) => [rule.id, rule]));
  const ids = [...rules.keys()].toSorted();
  const marks = fingerprints(found.map(({ rule, trace }) => `${rule.id}\n${trace}`));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "atlas",
            informationUri: "https://atlasgo.io",
            ...(version !== "" && { version }),
            rules: ids.map((id) => rules.get(id)),
          },
        },
        originalUriBaseIds: { [rootId]: { description: { text: "The root of the repository." } } },
        results: found.map(({ rule, result }, index) => ({
          ruleId: rule.id,
          ruleIndex: ids.indexOf(rule.id),
          ...result,
          partialFingerprints: marks[index],
        })),
      },
    ],
  };
}

interface Found {
  readonly rule: SarifRule;
  readonly result: Json;
  /** Stays as it is while other lines come and go: what is found again is known by it. */
  readonly trace: string;
}

/** What is said of the history stands beside the checksums: the file that it is about may be gone. */
function stepResults({ error, result }: StepReport, artifactLocation: Artifact): readonly Found[] {
  const level = error === undefined ? "warning" : "error";
  const locations = [{ physicalLocation: { artifactLocation, region: { startLine: 1 } } }];
  return (result?.reports ?? []).flatMap((report) =>
    report.diagnostics.map(({ text, code }) => ({
      rule: sarifRule(ruleIdOf(code, report.text), report),
      result: { level, message: { text }, locations },
      trace: `${artifactLocation.uri}\n${text}`,
    })),
  );
}

function fileResults(file: FileReport, artifactLocation: Artifact): readonly Found[] {
  const all = file.reports.flatMap((report) =>
    report.diagnostics.map((diagnostic) => foundIn(file, report, diagnostic, artifactLocation)),
  );
  // What fails the file is told by its findings, or else by itself.
  if (file.error === undefined || file.reports.some(({ failed }) => failed)) return all;
  const failure = { text: "Migration file cannot be run" };
  return [
    ...all,
    {
      rule: sarifRule(ruleIdOf("", failure.text), failure),
      result: {
        level: "error",
        message: { text: file.error },
        locations: [{ physicalLocation: { artifactLocation, region: { startLine: 1 } } }],
      },
      trace: artifactLocation.uri,
    },
  ];
}

function foundIn(
  file: FileReport,
  report: LintReport,
  { start, text, code, fixes }: Diagnostic,
  artifactLocation: Artifact,
): Found {
  const edits = [...report.fixes, ...fixes].flatMap(({ message, edit }) => (edit ? [{ message, edit }] : []));
  const effect = effects[code]?.effect;
  const line = lineOf(file.text, start);
  return {
    rule: sarifRule(ruleIdOf(code, report.text), report),
    result: {
      level: report.failed ? "error" : "warning",
      message: { text: effect === undefined ? text : `${text}. ${effect}` },
      locations: [{ physicalLocation: { artifactLocation, region: { startLine: line } } }],
      ...(edits.length > 0 && {
        fixes: edits.map(({ message, edit }) => ({
          description: { text: message },
          artifactChanges: [
            {
              artifactLocation,
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
    },
    trace: `${artifactLocation.uri}\n${file.text.split("\n")[line - 1]?.trim() ?? ""}`,
  };
}
