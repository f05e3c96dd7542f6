import { AtlasError } from "@atlas/core";
import type { MigrateDownReport } from "./reports.ts";

/** A run of `migrate down` stopped. The report says how far it came. */
export class MigrateDownError extends AtlasError {
  override readonly name = "MigrateDownError";
  readonly report: MigrateDownReport;

  /** @param told - the message without sensitive values, and a hint if one is known. */
  constructor(
    cause: AtlasError,
    told: { readonly message: string; readonly hint?: string | undefined },
    report: MigrateDownReport,
  ) {
    super(cause.code, told.message, {
      hint: told.hint ?? nextStep(report),
      ...(cause.place && { place: cause.place }),
      cause,
    });
    this.report = report;
  }
}

function nextStep({ reverted }: MigrateDownReport): string {
  const failed = reverted.find(({ error }) => error !== undefined);
  if (!failed || failed.undone === true) return "Nothing was changed: remove the cause and run again.";
  return "What was taken back stays so: remove the cause and run 'atlas migrate down' again, which goes on where it ended.";
}
