import { diagnosticsCount, lineOf, type FileReport, nonFileReports, wrapWords } from "@atlas/lint";
import { CallError, sprintf, Struct, type TemplateFunction } from "@atlas/template";
import type { LintResult } from "@atlas/workflows";
import { lintGithub } from "../render/lint-github.ts";
import { fileJson, fixJson, lintJson, stepJson } from "../render/lint-json.ts";
import { lintSarif } from "../render/lint-sarif.ts";
import { fixesOf, totalChanges, versionStatuses } from "../render/lint.ts";
import type { Style, Terminal } from "../terminal.ts";
import type { Formattable } from "./format.ts";
import { assertRoot } from "./functions.ts";
import { timeStruct } from "./go-values.ts";
import { goJson } from "./json.ts";
import { urlStruct } from "./url.ts";

/** Functions of `migrate lint` alone, by name. */
export const lintFunctions = [
  "sub",
  "repeat",
  "join",
  "lower",
  "maxWidth",
  "underline",
  "gray",
  "colorize",
  "sarif",
  "github",
];

/**
 * What a `--format` of `migrate lint` sees: the members of its JSON, and what the built-in text is made of.
 *
 * @param version - of this program, for `sarif`.
 */
export function lintRoot({ report, schema }: LintResult, terminal: Terminal, version: string): Formattable {
  const json = (): unknown => lintJson(report, schema());
  const url = urlStruct(report.redactedUrl, report.boundSchema);
  const methods: Readonly<Record<string, TemplateFunction>> = {
    Schema: constant(() => {
      const { current = "", desired = "" } = schema() ?? {};
      return new Struct("Schema", { Current: current, Desired: desired });
    }),
  };
  const fields = {
    URL: "",
    Env: new Struct("Env", { Driver: report.driver, URL: url, Dir: report.directory }),
    Steps: report.steps.map((step) => {
      const made = stepJson(step);
      const result = step.result && fileStruct(step.result);
      return new Struct("StepReport", { Text: "", Error: "", ...made, Result: result }, { json: () => made });
    }),
    Files: report.files.map(fileStruct),
    FromV: report.fromVersion ?? "",
    ToV: report.toVersion ?? "",
    TotalFiles: report.totalFiles,
    Start: timeStruct(report.startedAt),
    End: timeStruct(report.endedAt),
    DiagnosticsCount: diagnosticsCount(report),
    VersionStatuses: versionStatuses(report.files),
    TotalChanges: totalChanges(report.files),
    NonFileReports: nonFileReports(report).map((step) => {
      const result = step.result && fileStruct(step.result);
      return new Struct("StepReport", {
        Name: step.name,
        Text: step.text,
        Error: step.error ?? "",
        Result: result,
      });
    }),
  };
  const root = new Struct("SummaryReport", fields, { json, methods });
  const whole = (name: string, text: () => string): TemplateFunction => ({
    parameters: ["any"],
    call: (value: unknown) => {
      assertRoot(value, root, name);
      return text();
    },
  });
  return {
    root,
    functions: {
      ...textFunctions(terminal),
      sarif: whole("sarif", () => {
        return goJson(lintSarif(report, { version, folder: process.cwd() }), { prefix: "", indent: "  " });
      }),
      github: whole("github", () => lintGithub(report)),
    },
  };
}

function fileStruct(file: FileReport): Struct {
  const made = fileJson(file);
  const time = (text: string | undefined): unknown => (text === undefined ? undefined : timeStruct(text));
  const line: TemplateFunction = {
    parameters: ["int"],
    // Positions count bytes, as in JSON.
    call: (position: number | bigint) =>
      lineOf(file.text, Buffer.from(file.text).subarray(0, Number(position)).toString().length),
  };
  const fields = {
    Name: file.name,
    Text: file.text,
    Version: file.version,
    Error: file.error ?? "",
    Change: file.change ?? "",
    Reports: file.reports.map((_, index) => reportStruct(made, index)),
    SuggestedFixes: fixesOf(file.reports)
      .filter(({ message }) => message !== "")
      .map((fix) => fixStruct(fixJson(fix))),
    Start: time(file.startedAt),
    End: time(file.endedAt),
    // A step about no file has none.
    File: file.name === "" ? undefined : new Struct("File", { Name: file.name, Version: file.version }),
  };
  return new Struct("FileReport", fields, { json: () => made, methods: { Line: line } });
}

type Json = Readonly<Record<string, unknown>>;

function reportStruct(file: Json, index: number): Struct {
  // The members that fileJson makes.
  const report = (file["Reports"] as readonly Json[])[index] ?? {};
  const diagnostics = ((report["Diagnostics"] ?? []) as readonly Json[]).map((each) => {
    const fixes = ((each["SuggestedFixes"] ?? []) as readonly Json[]).map(fixStruct);
    return new Struct("Diagnostic", { ...each, SuggestedFixes: fixes }, { json: () => each });
  });
  const fixes = ((report["SuggestedFixes"] ?? []) as readonly Json[]).map(fixStruct);
  const fields = { Desc: "", ...report, Diagnostics: diagnostics, SuggestedFixes: fixes };
  return new Struct("Report", fields, { json: () => report });
}

function fixStruct(fix: Json): Struct {
  return new Struct("SuggestedFix", { TextEdit: undefined, ...fix }, { json: () => fix });
}

function constant(value: () => unknown): TemplateFunction {
  return { parameters: [], call: value };
}

/** Longer texts would only serve to fill memory. */
const most = 10_000;

const styles: readonly Style[] = [
  "bold",
  "cyan",
  "gray",
  "green",
  "red",
  "redBgWhiteFg",
  "underline",
  "yellow",
];

function textFunctions(terminal: Terminal): Readonly<Record<string, TemplateFunction>> {
  const painted =
    (style: Style) =>
    (format: string, ...values: readonly unknown[]): string =>
      terminal.style("out", style, values.length === 0 ? format : sprintf(format, values));
  const colour = (style: Style): TemplateFunction => ({
    parameters: ["string"],
    rest: "any",
    call: painted(style),
  });
  return {
    underline: colour("underline"),
    gray: colour("gray"),
    colorize: {
      parameters: ["string", "string"],
      call: (name: string, text: string) => {
        const style = styles.find((each) => each === name);
        if (!style) throw new CallError(`unknown color ${JSON.stringify(name)}: ${styles.join(", ")}`);
        return painted(style)("%s", text);
      },
    },
    lower: { parameters: ["string"], call: (text: string) => text.toLowerCase() },
    sub: {
      parameters: ["int", "int"],
      call: (a: number | bigint, b: number | bigint) => Number(a) - Number(b),
    },
    repeat: {
      parameters: ["string", "int"],
      call: (text: string, count: number) => {
        if (count < 0 || count * text.length > most) throw new CallError(`cannot repeat ${count} times`);
        return text.repeat(count);
      },
    },
    join: {
      parameters: ["any", "string"],
      call: (list: unknown, separator: string) => {
        if (!Array.isArray(list)) throw new CallError("takes a list and a text");
        return list.map(String).join(separator);
      },
    },
    maxWidth: {
      parameters: ["string", "int"],
      call: (text: string, width: number | bigint) => wrapWords(text, Number(width)),
    },
  };
}
