import { Struct } from "@atlas/template";
import type { MigrateStatusReport } from "@atlas/workflows";
import { fileNameJson } from "../render/migrate-apply-json.ts";
import type { Paint } from "../render/migrate-apply.ts";
import { migrateStatusJson, migrateStatusText, revisionJson, statusWords } from "../render/migrate-status.ts";
import type { Formattable } from "./format.ts";
import { assertRoot } from "./functions.ts";
import { fileFields } from "./go-values.ts";
import { urlStruct } from "./url.ts";

/** What a `--format` of `migrate status` sees: the members of its JSON; `{{ default . }}` is the text. */
export function migrateStatusRoot(report: MigrateStatusReport, paint: Paint): Formattable {
  const words = statusWords(report);
  const url = urlStruct(report.redactedUrl, report.bound);
  const files = (list: MigrateStatusReport["available"]): readonly Struct[] =>
    list.map((file) => new Struct("File", fileFields(file), { json: () => fileNameJson(file) }));
  const json = migrateStatusJson(report);
  const fields = {
    Env: new Struct("Env", { Driver: report.driver, URL: url, Dir: report.dir }),
    Available: files(report.available),
    OutOfOrder: files(report.outOfOrder),
    Pending: files(report.pending),
    Applied: report.revisions.map((revision) => {
      const made = revisionJson(revision);
      return new Struct("Revision", { Error: "", ErrorStmt: "", ...made }, { json: () => made });
    }),
    Current: words.current,
    Next: words.next,
    Count: words.count,
    Total: words.total,
    Status: words.status,
    Error: words.error,
    SQL: words.sql,
  };
  const root = new Struct("MigrateStatus", fields, { json: () => json });
  const asText = {
    parameters: ["any"],
    call: (value: unknown) => {
      assertRoot(value, root, "default");
      return migrateStatusText(report, paint);
    },
  } as const;
  return { root, functions: { default: asText } };
}
