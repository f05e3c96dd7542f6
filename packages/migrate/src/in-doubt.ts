import {
  AtlasError,
  type CallOptions,
  type Doubt,
  type Driver,
  type MigrationSupport,
  type Revision,
  type Verdict,
} from "@atlas/core";
import type { ParsedFile } from "./directory.ts";
import { markOf } from "./down-mark.ts";

/**
 * What a row says of a statement that is about to run, behind which comes its trace in the catalog. It is what people
 * read where a run ended meanwhile, and what the next run goes by.
 */
const intent =
  "the run ended while this statement was running; the next one finds out whether it was applied: ";

/** The row before a statement that stands for itself. */
export function announced(revision: Revision, statement: string): Revision {
  return { ...revision, error: intent, errorStmt: statement };
}

/** Whether the run that wrote the row ended while a statement was running. */
export function isInDoubt(revision: Revision): boolean {
  return revision.error.startsWith(intent);
}

/** Of a statement that another run began: what is known now, and what clears away what it left. */
export interface Settled {
  readonly isDone: boolean;
  readonly cleanUp: readonly string[];
}

/**
 * Finds out what became of a statement that an earlier run began and did not see the end of, or that failed.
 *
 * @throws {AtlasError} `E_MIGRATE` if nobody can tell.
 */
export async function settle(
  driver: Driver,
  migrations: MigrationSupport,
  file: ParsedFile,
  revision: Revision,
  options?: CallOptions,
): Promise<Settled> {
  const statement = file.statements[revision.applied]?.text ?? "";
  const doubt = migrations.doubtOf?.(statement, driver.bound);
  const isSame = revision.errorStmt === statement;
  const cleanUp =
    doubt?.leftovers !== undefined && isSame ? await texts(driver, doubt.leftovers, options) : [];
  if (cleanUp.length > 0 || !isInDoubt(revision)) return { isDone: false, cleanUp };
  // Of a statement that was edited meanwhile the old one counts.
  const asked = isSame ? doubt : migrations.doubtOf?.(revision.errorStmt, driver.bound);
  const verdict = asked && (await compare(driver, asked, revision.error.slice(intent.length), options));
  if (verdict === "not-done") return { isDone: false, cleanUp };
  if (verdict === "done" && isSame) return { isDone: true, cleanUp };
  throw unclear(file, revision);
}

async function compare(
  driver: Driver,
  doubt: Doubt,
  before: string,
  options?: CallOptions,
): Promise<Verdict> {
  const [now = ""] = await texts(driver, `SELECT ${doubt.trace}`, options);
  const [own, rest] = now.split("~");
  const [ownBefore, restBefore] = before.split("~");
  if (own === ownBefore) return doubt.unchanged;
  return rest === restBefore ? doubt.changed : "unclear";
}

/** The first column of a query. */
async function texts(driver: Driver, sql: string, options?: CallOptions): Promise<readonly string[]> {
  const answer = await driver.query?.(sql, [], options);
  return answer?.rows.map(([value]) => String(value ?? "")) ?? [];
}

function unclear({ file }: ParsedFile, { version, applied, errorStmt }: Revision): AtlasError {
  return new AtlasError(
    "E_MIGRATE",
    `sql/migrate: an earlier run ended while it executed statement ${JSON.stringify(errorStmt)} from version ${JSON.stringify(version)}, and the database does not tell whether it was applied`,
    {
      details: { file: file.name, version, applied, statement: errorStmt },
      hint: `Look at the database. If it was not applied, set error to NULL in the row of version ${version} of the revisions table and run again; if it was, raise applied by one as well; if the whole file is done, say so with atlas migrate set ${version}.`,
    },
  );
}

/**
 * Finds out whether the statement that an earlier run of `migrate down` began was run to its end, and what clears away
 * what it left behind where it was not.
 *
 * @throws {AtlasError} `E_MIGRATE` if nobody can tell.
 */
export async function settleDown(
  driver: Driver,
  migrations: MigrationSupport,
  revision: Revision,
  options?: CallOptions,
): Promise<Settled> {
  const mark = markOf(revision);
  if (!mark || revision.errorStmt === "") return { isDone: false, cleanUp: [] };
  const doubt = migrations.doubtOf?.(revision.errorStmt, driver.bound);
  const cleanUp = doubt?.leftovers === undefined ? [] : await texts(driver, doubt.leftovers, options);
  if (cleanUp.length > 0 || mark.state === "stopped") return { isDone: false, cleanUp };
  const verdict = doubt && (await compare(driver, doubt, mark.text, options));
  if (verdict === "done" || verdict === "not-done") return { isDone: verdict === "done", cleanUp };
  throw new AtlasError(
    "E_MIGRATE",
    `sql/migrate: an earlier migrate down ended while it executed statement ${JSON.stringify(revision.errorStmt)} of version ${JSON.stringify(revision.version)}, and the database does not tell whether it was applied`,
    {
      details: { version: revision.version, statement: revision.errorStmt },
      hint: `Look at the database. If it was not applied, replace "was running" by "stopped at" in the error of the row of version ${revision.version} of the revisions table and run again; if it was, raise the number of the statement there by one as well.`,
    },
  );
}
