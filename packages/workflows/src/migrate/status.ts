import { historyOf, isCheckpoint, isPartial, type ParsedFile, parseFile, Revisions } from "@atlas/migrate";
import type { Revision } from "@atlas/core";
import { parseTarget } from "../dialects.ts";
import type { WorkflowDeps } from "../requests.ts";
import type { MigrateStatusReport } from "./reports.ts";
import type { MigrateContext, MigrationsRequest } from "./requests.ts";
import { veilFor } from "./sensitive.ts";
import { scanFor } from "./files.ts";
import { describeTarget, nameOf, supportOf } from "./target.ts";

/**
 * How far a database is with the files of a directory. Changes nothing.
 *
 * @throws {AtlasError} `E_MIGRATE`, with `details.ambiguous` where it is unclear which revisions table is meant.
 */
export async function migrationStatus(
  request: MigrationsRequest,
  deps: WorkflowDeps,
  { signal }: MigrateContext,
): Promise<MigrateStatusReport> {
  const { directory, revisionsSchema: schema } = request;
  const target = parseTarget(deps.dialects, request.url);
  const { dialect } = target;
  const migrations = supportOf(dialect);
  await using driver = await dialect.connect(target.url, { signal });
  const revisions = (await Revisions.open(driver, { migrations, schema, signal })).list();
  const history = historyOf({ files: directory.files, revisions });
  const [first] = history.pending;
  const { last } = history;
  const file = first && last && isPartial(last) && first.version === last.version ? first : undefined;
  const scan = scanFor(dialect, driver.sessionDefaults);
  const begun = file && parseFile(directory.format, file, scan);
  const syntax = (driver.sessionDefaults && dialect.syntaxUnder?.(driver.sessionDefaults)) ?? dialect.syntax;
  const veiled = (revision: Revision): Revision => {
    if (revision.errorStmt === "") return revision;
    const own = directory.files.find(({ version }) => version === revision.version);
    const parsed = own === first && begun ? begun : own && parseFile(directory.format, own, scan);
    return parsed ? withoutValues(revision, parsed, syntax) : revision;
  };
  const shown = last && veiled(last);
  return {
    ...describeTarget(driver, target, request),
    available: directory.files.map(nameOf),
    outOfOrder: history.outOfOrder.map(nameOf),
    pending: history.pending.map(nameOf),
    startsAtCheckpoint: first !== undefined && revisions.length === 0 && isCheckpoint(first),
    revisions: revisions.map(veiled),
    ...(shown &&
      isPartial(shown) && {
        partial: {
          applied: shown.applied,
          // The file counts: it may have been corrected since.
          total: begun?.statements.length ?? shown.total,
          error: shown.error,
          stmt: shown.errorStmt,
        },
      }),
  };
}

function withoutValues(
  revision: Revision,
  file: ParsedFile,
  syntax: Parameters<typeof veilFor>[2],
): Revision {
  const veil = veilFor(revision.errorStmt, file, syntax);
  return { ...revision, errorStmt: veil(revision.errorStmt), error: veil(revision.error) };
}
