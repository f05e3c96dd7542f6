import type { Analyzer, AnalyzerOptions, Diagnostic, LintContext, LintFile, LintReport } from "./analyzer.ts";
import { isIgnored, isSilenced } from "./nolint.ts";
import { mergeRebuilds } from "./rebuilds.ts";
import type { FileReport } from "./report.ts";
import type { AnalysisSettings } from "./settings.ts";
import { withSizes } from "./sizes.ts";

/** What analyzers know of the server, besides the file. */
export type LintServer = Omit<LintContext, "options">;

const noOptions: AnalyzerOptions = { flags: {}, texts: {}, patterns: [] };

/**
 * Runs the analyzers over one file, in their order.
 *
 * What `nolint` silences is left out, together with the failure that it would have been. An analyzer that crashes
 * fails the file by its name and stops no other.
 *
 * @returns `undefined` for a file that asks not to be analysed.
 */
export function analyzeFile(
  given: LintFile,
  analyzers: readonly Analyzer[],
  settings: AnalysisSettings,
  server: LintServer,
): FileReport | undefined {
  const file = server.dialect === "sqlite" ? mergeRebuilds(given, server.syntax) : given;
  const results = analyzers.map((analyzer) => runAnalyzer(analyzer, file, settings, server));
  const errors = results.flatMap(({ errors: own }) => own);
  // What settings insist on is told all the same.
  const isTold = results.some(({ reports }) => reports.length > 0);
  if (isSilenced(file) && !isTold) return undefined;
  return {
    name: file.name,
    version: file.version,
    text: file.text,
    reports: results.flatMap(({ reports }) => reports),
    ...(errors.length > 0 && { error: errors.join("; ") }),
    changes: file.statements.reduce((sum, { changes }) => sum + changes.length, 0),
  };
}

interface Result {
  readonly reports: readonly LintReport[];
  readonly errors: readonly string[];
}

function runAnalyzer(
  analyzer: Analyzer,
  file: LintFile,
  settings: AnalysisSettings,
  server: LintServer,
): Result {
  const { name, dialects, isOptIn } = analyzer;
  const configured = settings.analyzers[name];
  if (dialects && !dialects.includes(server.dialect)) return { reports: [], errors: [] };
  if (isOptIn && !configured) return { reports: [], errors: [] };
  const options = configured ?? noOptions;
  try {
    const found = analyzer.analyze(file, { ...server, options });
    const results = found.map((report) => settle(report, { analyzer, options, file, settings, server }));
    return {
      reports: results.flatMap(({ reports }) => reports),
      errors: results.flatMap(({ errors }) => errors),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { reports: [], errors: [`skip crashed analyzer  (${name}): ${reason}`] };
  }
}

interface Settling {
  readonly analyzer: Analyzer;
  readonly options: AnalyzerOptions;
  readonly file: LintFile;
  readonly settings: AnalysisSettings;
  readonly server: LintServer;
}

/** What is left of a report, and whether it fails the file: what is said of a code wins over its analyzer. */
function settle(report: LintReport, context: Settling): Result {
  const { analyzer, options, file, settings, server } = context;
  const kept = report.diagnostics.filter((diagnostic) => {
    const check = settings.checks[diagnostic.code];
    if (check?.skip) return false;
    const isForced = check?.force ?? options.force ?? false;
    return isForced || !isIgnored(diagnostic, analyzer.name, file);
  });
  if (kept.length === 0) return { reports: [], errors: [] };
  const sized = withSizes(kept, file, server);
  const ruled = (diagnostic: Diagnostic): boolean | undefined => settings.checks[diagnostic.code]?.error;
  const left = sized.diagnostics.filter((diagnostic) => ruled(diagnostic) === undefined);
  const isError = (options.error ?? analyzer.isError) && left.length > 0 && (report.fails?.(left) ?? true);
  const large = sized.large.filter((diagnostic) => ruled(diagnostic) !== false);
  const errors = [
    ...(isError ? [report.text] : []),
    ...sized.diagnostics.filter((diagnostic) => ruled(diagnostic) === true).map(({ text }) => text),
    ...(isError ? [] : large.filter((diagnostic) => ruled(diagnostic) !== true).map(({ text }) => text)),
  ];
  return {
    reports: [{ ...report, diagnostics: sized.diagnostics, failed: errors.length > 0 }],
    errors: [...new Set(errors)],
  };
}
