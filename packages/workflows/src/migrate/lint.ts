import { asAtlasError, AtlasError, type Dialect, type Secret, type State } from "@atlas/core";
import {
  type AnalysisSettings,
  analyzeFile,
  type Analyzer,
  type AnalyzerOptions,
  analyzers,
  type FileReport,
  nonLinearStep,
  type StepReport,
  type SummaryReport,
} from "@atlas/lint";
import { assertChecksum, type Directory, sumFile } from "@atlas/migrate";
import { dialectOfDevUrl, parseTarget, startsServer } from "../dialects.ts";
import { printHcl } from "../inspect.ts";
import type { CallContext, Selection, WorkflowDeps } from "../requests.ts";
import { ScratchRoom } from "../scratch.ts";
import { type Detected, detectNew, type Detector } from "./lint-detect.ts";
import { parsedFiles } from "./files.ts";
import { FileFailure } from "./lint-files.ts";
import { preciseNow } from "./spans.ts";
import { liveSizes } from "./lint-sizes.ts";
import { type Simulated, simulate } from "./simulate.ts";

export interface LintRequest extends Pick<Selection, "baseline"> {
  readonly directory: Directory;
  readonly devUrl: Secret<string>;
  readonly detector: Detector;
  readonly settings: AnalysisSettings;
  /** How changes of a shared history count. */
  readonly nonLinear?: AnalyzerOptions | undefined;
  /** Further analyzers, such as rules of the project. Default: none. */
  readonly extra?: readonly Analyzer[];
  /** A live database: findings tell the sizes of its tables. Default: none is asked. */
  readonly url?: Secret<string> | undefined;
}

/** What lint found. A run that could not be finished says so in its report. */
export interface LintResult {
  readonly report: SummaryReport;
  /** HCL before and after the new files; `undefined`: they were not run. */
  readonly schema: () => { readonly current: string; readonly desired: string } | undefined;
}

const integrity = "Migration Integrity Check";

/**
 * Looks at the new files of a directory: runs them on a dev database, statement by statement, and analyses what each
 * one changed.
 *
 * A directory that does not fit its `atlas.sum`, and a file that the server refuses, end the run with a report.
 *
 * @throws {AtlasError} `E_DIRECTORY` where the new files cannot be told; whatever opening a dev database throws.
 */
export async function lintDirectory(
  request: LintRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<LintResult> {
  const { directory } = request;
  const run = new Run(request, dialectOfDevUrl(deps.dialects, request.devUrl), deps);
  const broken = checksumFailure(directory);
  run.steps.push({
    name: integrity,
    text: directory.sum === undefined ? "" : `File ${sumFile} is ${broken ? "invalid" : "valid"}`,
    ...(broken && { error: broken.message }),
  });
  if (broken) return run.failed(sumFile, broken.told);

  const { first, history } = await detectNew(directory, request.detector, context.signal);
  const total = directory.files.length;
  const count = total - first;
  run.steps.push({
    name: "Detect New Migration Files",
    text: `Found ${count} new migration files (from ${total} total)`,
  });
  if (history) run.addHistory(history);
  if (count === 0) return run.result(undefined);
  run.count(first);
  try {
    const simulated = await run.simulate(first, context);
    run.steps.push({ name: "Replay Migration Files", text: `Loaded ${count} changes on dev database` });
    await run.analyze(simulated, deps, context);
    return run.result(simulated);
  } catch (error) {
    const failure = failureOf(error, directory);
    if (!failure) throw error;
    const step = { name: "Replay Migration Files", text: "Failed loading changes on dev database" };
    run.steps.push({ ...step, error: failure.message });
    return run.failed(failure.file, failure.message);
  }
}

/** One call of `lintDirectory`, with what it has found so far. */
class Run {
  readonly steps: StepReport[] = [];
  readonly #files: FileReport[] = [];
  readonly #request: LintRequest;
  readonly #dialect: Dialect;
  readonly #deps: WorkflowDeps;
  readonly #startedAt = preciseNow();
  readonly #fileChanges = new Map<string, NonNullable<FileReport["change"]>>();
  #facts: Pick<SummaryReport, "fromVersion" | "toVersion" | "totalFiles"> = { totalFiles: 0 };

  constructor(request: LintRequest, dialect: Dialect, deps: WorkflowDeps) {
    this.#request = request;
    this.#dialect = dialect;
    this.#deps = deps;
  }

  count(first: number): void {
    const { files } = this.#request.directory;
    const [from, to] = [files[first - 1]?.version, files.at(-1)?.version];
    this.#facts = {
      ...(from !== undefined && { fromVersion: from }),
      ...(to !== undefined && { toVersion: to }),
      totalFiles: files.length - first,
    };
  }

  addHistory({ local, base }: NonNullable<Detected["history"]>): void {
    const known = new Map(base.map(({ name, content }) => [name, content]));
    for (const { name, content } of local)
      if (!known.has(name)) this.#fileChanges.set(name, "ADDED");
      else if (known.get(name) !== content) this.#fileChanges.set(name, "MODIFIED");
    const step = nonLinearStep(local, base, this.#request.nonLinear);
    if (step) this.steps.push(step);
  }

  async simulate(first: number, context: CallContext): Promise<Simulated> {
    const { directory, devUrl, baseline } = this.#request;
    const dialect = this.#dialect;
    const scratch = {
      devUrl,
      dialect,
      targetVersion: undefined,
      bound: undefined,
      targetIdentity: undefined,
      baseline,
    };
    await using room = new ScratchRoom(scratch, this.#deps, context);
    const files = parsedFiles(directory, directory.files, dialect);
    return await simulate(files, first, { ...scratch, directory, room }, this.#deps, context);
  }

  async analyze(simulated: Simulated, deps: WorkflowDeps, context: CallContext): Promise<void> {
    const { files, server } = simulated;
    const { url, settings, extra = [] } = this.#request;
    const sizes = url && (await liveSizes(url, files, deps, context));
    const all = [...analyzers, ...extra];
    for (const file of files) {
      const startedAt = preciseNow();
      const analysed = analyzeFile(file, all, settings, { ...server, ...(sizes && { sizes }) });
      if (!analysed) continue;
      const report = {
        ...analysed,
        ...this.#changeOf(analysed.name),
        startedAt,
        endedAt: preciseNow(),
      };
      this.#files.push(report);
      this.steps.push({
        name: `Analyze ${file.name}`,
        text: `${report.reports.length} reports were found in analysis`,
        result: report,
      });
    }
  }

  /** A file, or `atlas.sum`, with what is wrong with it. */
  failed(name: string, error: string): LintResult {
    const file = this.#request.directory.files.find((each) => each.name === name);
    const { version = "", text = "" } = file ?? {};
    this.#files.push({ name, version, text, reports: [], error, changes: 0, ...this.#changeOf(name) });
    return this.result(undefined);
  }

  #changeOf(name: string): Pick<FileReport, "change"> {
    const change = this.#fileChanges.get(name);
    return change === undefined ? {} : { change };
  }

  result(simulated: Simulated | undefined): LintResult {
    const { directory, devUrl } = this.#request;
    const url = startsServer(devUrl) ? undefined : parseTarget(this.#deps.dialects, devUrl).url;
    const report: SummaryReport = {
      driver: simulated?.server.family ?? this.#dialect.name,
      redactedUrl: url?.redacted ?? devUrl.reveal(),
      boundSchema: simulated ? simulated.bound : (url?.bound ?? null),
      directory: directory.path,
      ...this.#facts,
      steps: this.steps,
      files: this.#files,
      startedAt: this.#startedAt,
      endedAt: preciseNow(),
    };
    const hcl = (state: State): string => printHcl(this.#dialect, state);
    return {
      report,
      schema: () => simulated && { current: hcl(simulated.from), desired: hcl(simulated.to) },
    };
  }
}

interface ChecksumFailure {
  readonly message: string;
  /** With the line of `atlas.sum` where there is one. */
  readonly told: string;
}

function checksumFailure(directory: Directory): ChecksumFailure | undefined {
  // Whoever has no checksums does without them here.
  if (directory.sum === undefined) return undefined;
  try {
    assertChecksum(directory);
    return undefined;
  } catch (error) {
    const { code, message, details } = asAtlasError(error);
    if (code !== "E_CHECKSUM") throw error;
    // What E_CHECKSUM tells of the first file that differs.
    const { line, file, reason } = details as { line?: number; file?: string; reason?: string };
    // Conflict markers are said to be there; no file differs.
    if (file === sumFile) return { message, told: message };
    const place = file === undefined ? "" : `: L${line}: ${file} was ${reason}`;
    return { message, told: `${message} (${sumFile})${place}` };
  }
}

/** What is wrong with a file, where an error is about one. */
function failureOf(
  error: unknown,
  directory: Directory,
): { readonly file: string; readonly message: string } | undefined {
  if (error instanceof FileFailure) return error;
  if (!(error instanceof AtlasError) || error.code !== "E_SQL") return undefined;
  const { version, cause } = error.details;
  const file = directory.files.find((each) => each.version === version);
  return (
    file && {
      file: file.name,
      message: `executing statement: ${typeof cause === "string" ? cause : error.message}`,
    }
  );
}
