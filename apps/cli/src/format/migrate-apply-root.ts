import type { CheckReport, FileReport, StatementError } from "@atlas/migrate";
import { Struct, type TemplateFunction } from "@atlas/template";
import type { MigrateApplyReport } from "@atlas/workflows";
import { headerText, type Paint, summaryText } from "../render/migrate-apply.ts";
import { checkJson, failedJson, fileJson, migrateApplyJson } from "../render/migrate-apply-json.ts";
import type { Formattable } from "./format.ts";
import { plannedStruct, ranFields, runFields, spanFields } from "./migrate-values.ts";

/** What a `--format` of `migrate apply` sees: the members of its JSON, and its text in parts: `.Header`, `.Summary`. */
export function migrateApplyRoot(report: MigrateApplyReport, paint: Paint): Formattable {
  const json = migrateApplyJson(report);
  const run = runFields(report);
  const header: TemplateFunction = { parameters: [], call: () => headerText(report, paint) };
  const summary: TemplateFunction = {
    parameters: ["string"],
    call: (indent: string) => summaryText(report, indent, paint),
  };
  const fields = {
    Current: "",
    Error: "",
    Code: "",
    Message: "",
    ...json,
    Env: new Struct("Env", {
      Driver: report.driver,
      URL: run["URL"],
      Dir: report.dir,
    }),
    ...run,
    Pending: report.pending.map(plannedStruct),
    Applied: report.applied.map(fileStruct),
  };
  const methods = { Header: header, Summary: summary };
  return { root: new Struct("MigrateApply", fields, { methods, json: () => json }), functions: {} };
}

function fileStruct(file: FileReport): Struct {
  const fields = {
    ...ranFields(file),
    Checks: file.checks.map(checkStruct),
    Error: errorStruct(file.error),
  };
  return new Struct("AppliedFile", fields, { json: () => fileJson(file) });
}

function checkStruct(check: CheckReport): Struct {
  const fields = {
    Name: check.name,
    Stmts: check.statements.map(
      ({ statement, error }) => new Struct("CheckStmt", { Stmt: statement, Error: error }),
    ),
    Error: errorStruct(check.error),
    ...spanFields(check),
  };
  return new Struct("FileChecks", fields, { json: () => checkJson(check) });
}

/** `undefined` where nothing failed, so that `{{ if .Error }}` holds only then. */
function errorStruct(error: StatementError | undefined): Struct | undefined {
  return error && new Struct("StmtError", failedJson(error));
}
