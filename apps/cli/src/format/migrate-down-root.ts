import type { DownFileReport } from "@atlas/migrate";
import { Struct } from "@atlas/template";
import type { MigrateDownReport } from "@atlas/workflows";
import { failedJson, fileNameJson } from "../render/migrate-apply-json.ts";
import { migrateDownJson, revertedJson } from "../render/migrate-down-json.ts";
import type { Formattable } from "./format.ts";
import { fileFields, timeStruct } from "./go-values.ts";
import { urlStruct } from "./url.ts";

/** What a `--format` of `migrate down` sees: the members of its JSON. */
export function migrateDownRoot(report: MigrateDownReport): Formattable {
  const json = migrateDownJson(report);
  const fields = {
    Status: "",
    Error: "",
    Code: "",
    Notes: [],
    ...json,
    URL: urlStruct(report.redactedUrl, report.bound),
    Start: timeStruct(report.startedAt),
    End: timeStruct(report.endedAt),
    Planned: report.planned.map(
      (file) => new Struct("File", fileFields(file), { json: () => fileNameJson(file) }),
    ),
    Reverted: report.reverted.map(revertedStruct),
  };
  return { root: new Struct("MigrateDown", fields, { json: () => json }), functions: {} };
}

function revertedStruct(file: DownFileReport): Struct {
  const fields = {
    ...fileFields(file),
    Start: timeStruct(file.startedAt),
    End: timeStruct(file.endedAt),
    Skipped: file.skipped,
    Applied: file.applied,
    Scope: file.scope,
    Source: file.source,
    Error: file.error && new Struct("StmtError", failedJson(file.error)),
  };
  return new Struct("RevertedFile", fields, { json: () => revertedJson(file) });
}
