import type { FileReport } from "@atlas/migrate";
import { Struct } from "@atlas/template";
import type { FileName, MigrateTarget } from "@atlas/workflows";
import { fileNameJson } from "../render/migrate-apply-json.ts";
import { fileFields, timeStruct } from "./go-values.ts";
import { urlStruct } from "./url.ts";

interface Span {
  readonly startedAt: string;
  readonly endedAt: string;
}

/** When something began and ended. */
export function spanFields({ startedAt, endedAt }: Span): Readonly<Record<string, unknown>> {
  return { Start: timeStruct(startedAt), End: timeStruct(endedAt) };
}

/** Where and when a run over migration files was. */
export function runFields(report: Span & MigrateTarget): Readonly<Record<string, unknown>> {
  return { URL: urlStruct(report.redactedUrl, report.bound), ...spanFields(report) };
}

/** A file that is to run, or to be taken back. */
export function plannedStruct(file: FileName): Struct {
  return new Struct("File", fileFields(file), { json: () => fileNameJson(file) });
}

/** What became of a file in a run. */
export function ranFields(file: FileReport): Readonly<Record<string, unknown>> {
  return { ...fileFields(file), ...spanFields(file), Skipped: file.skipped, Applied: file.applied };
}
