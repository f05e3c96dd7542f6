import { Struct } from "@atlas/template";
import type { MigrateDriftReport } from "@atlas/workflows";
import { migrateDriftJson } from "../render/migrate-drift.ts";
import type { Formattable } from "./format.ts";
import { urlStruct } from "./url.ts";

/** What a `--format` of `migrate drift` sees: the members of its JSON. */
export function migrateDriftRoot(report: MigrateDriftReport): Formattable {
  const json = migrateDriftJson(report);
  const fields = {
    ...json,
    URL: urlStruct(report.redactedUrl, report.bound),
    Changes: report.changes.map(
      ({ change, subject }) => new Struct("Change", { Change: change, Subject: subject }),
    ),
  };
  return { root: new Struct("MigrateDrift", fields, { json: () => json }), functions: {} };
}
