import type { DownFileReport } from "@atlas/migrate";
import { Struct } from "@atlas/template";
import type { MigrateDownReport } from "@atlas/workflows";
import { failedJson } from "../render/migrate-apply-json.ts";
import { migrateDownJson, revertedJson } from "../render/migrate-down-json.ts";
import type { Formattable } from "./format.ts";
import { plannedStruct, ranFields, runFields } from "./migrate-values.ts";

/** What a `--format` of `migrate down` sees: the members of its JSON. */
export function migrateDownRoot(report: MigrateDownReport): Formattable {
  const json = migrateDownJson(report);
  const fields = {
    Status: "",
    Error: "",
    Code: "",
    Notes: [],
    ...json,
    ...runFields(report),
    Planned: report.planned.map(plannedStruct),
    Reverted: report.reverted.map(revertedStruct),
  };
  return { root: new Struct("MigrateDown", fields, { json: () => json }), functions: {} };
}

function revertedStruct(file: DownFileReport): Struct {
  const fields = {
    ...ranFields(file),
    Scope: file.scope,
    Source: file.source,
    Error: file.error && new Struct("StmtError", failedJson(file.error)),
  };
  return new Struct("RevertedFile", fields, { json: () => revertedJson(file) });
}
