import {
  byteOffset,
  type FileReport,
  type LintReport,
  type StepReport,
  type SuggestedFix,
  type SummaryReport,
} from "@atlas/lint";
import { urlJson } from "./url-json.ts";

type Json = Readonly<Record<string, unknown>>;

/** HCL before and after the new files. */
export interface LintSchemas {
  readonly current: string;
  readonly desired: string;
}

/** The report of `migrate lint` as programs read it. */
export function lintJson(report: SummaryReport, schema: LintSchemas | undefined): Json {
  return {
    Env: {
      Driver: report.driver,
      URL: urlJson(report.redactedUrl, report.boundSchema),
      Dir: report.directory,
    },
    Schema: present({ Current: schema?.current, Desired: schema?.desired }),
    ...present({ Steps: report.steps.map(stepJson), Files: report.files.map(fileJson) }),
  };
}

export function stepJson({ name, text, error, result }: StepReport): Json {
  return {
    Name: name,
    ...present({ Text: text, Error: error, Result: result && fileJson(result) }),
  };
}

export function fileJson({ name, text, reports, error, change }: FileReport): Json {
  return {
    ...present({ Name: name, Text: text }),
    ...present({ Reports: reports.map((report) => reportJson(report, text)), Error: error, Change: change }),
  };
}

function reportJson({ text, description, diagnostics, fixes }: LintReport, file: string): Json {
  return {
    Text: text,
    ...present({
      Desc: description,
      Diagnostics: diagnostics.map((diagnostic) => ({
        Pos: byteOffset(file, diagnostic.start),
        Text: diagnostic.text,
        Code: diagnostic.code,
        ...present({ SuggestedFixes: diagnostic.fixes.map(fixJson) }),
      })),
      SuggestedFixes: fixes.map(fixJson),
    }),
  };
}

export function fixJson({ message, edit }: SuggestedFix): Json {
  const { line, end, newText } = edit ?? {};
  return {
    Message: message,
    ...(edit && { TextEdit: { Line: line, End: end, NewText: newText } }),
  };
}

/** Members that are empty are left out. */
function present(members: Json): Json {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
