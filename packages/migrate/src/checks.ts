import { AtlasError, asAtlasError, type CallOptions, type Driver, type QueryRows } from "@atlas/core";
import type { CheckFile } from "./directory.ts";
import type { CheckReport, StatementError } from "./report.ts";

/** A check that does not hold. */
export class CheckFailure extends AtlasError {
  override readonly name = "CheckFailure";
  readonly report: CheckReport;

  constructor(message: string, report: CheckReport, cause?: unknown) {
    super("E_CHECK", message, {
      details: { check: report.name, statement: report.error?.statement ?? "" },
      hint: "Look at the data that the check is about: nothing of the file was applied.",
      cause,
    });
    this.report = report;
  }
}

interface CheckOptions extends CallOptions {
  /** The version of a file that will have run by then and has not yet, in a dry run. */
  readonly after?: string | undefined;
}

/**
 * Asks the database whether all that a check file says is true, or one thing of it.
 *
 * What the server refuses while a file before has not run counts as untried.
 *
 * @throws {CheckFailure} `E_CHECK`, also for a statement that the server refuses.
 */
export async function runCheck(
  driver: Driver,
  check: CheckFile,
  now: () => Date,
  options: CheckOptions = {},
): Promise<CheckReport> {
  const startedAt = now().toISOString();
  const statements: { statement: string; error?: string }[] = [];
  const report = (error?: StatementError): CheckReport => ({
    name: check.name,
    statements,
    startedAt,
    endedAt: now().toISOString(),
    ...(error && { error }),
  });
  const failure = (statement: string, message: string, cause?: unknown): CheckFailure =>
    new CheckFailure(message, report({ statement, text: message }), cause);
  const { after } = options;
  for (const { text } of check.statements) {
    let refused: string | undefined;
    const verdict = await ask(driver, text, options).catch((error: unknown) => {
      const { code, message } = asAtlasError(error);
      if (code !== "E_SQL" && code !== "E_PERMISSION" && code !== "E_APPLY") throw error;
      if (after !== undefined) return void (refused = message);
      // The transaction it stands in is over: nothing can be asked any more.
      statements.push({ statement: text, error: message });
      throw failure(text, `check assertion ${JSON.stringify(text)}: ${message}`, error);
    });
    statements.push({ statement: text, ...(verdict !== undefined && { error: verdict }) });
    const isOpen = check.oneOf || statements.every(({ error }) => error === undefined);
    if (refused === undefined || !isOpen) continue;
    const untried = `cannot be tried before version ${JSON.stringify(after)} has run: ${refused}`;
    const asked = statements.map(({ statement }) => ({ statement }));
    return { ...report(), statements: asked, untried: { statement: text, text: untried } };
  }
  const failed = statements.filter(({ error }) => error !== undefined);
  const last = failed.at(-1);
  const holds = check.oneOf ? failed.length < statements.length : failed.length === 0;
  // Of several of which one is enough the others are no failures.
  if (holds || last === undefined)
    return { ...report(), statements: statements.map(({ statement }) => ({ statement })) };
  throw failure(
    last.statement,
    `${failed.length} of ${statements.length} assertions failed: check assertion ${JSON.stringify(last.statement)} ${last.error}`,
  );
}

/** @returns what is wrong; `undefined`: it holds. */
async function ask(driver: Driver, sql: string, options?: CallOptions): Promise<string | undefined> {
  if (!driver.query) throw new AtlasError("E_SQL", `${driver.dialect.name} databases cannot be asked`);
  return wrong(await driver.query(sql, [], options));
}

function wrong({ columns, rows }: QueryRows): string | undefined {
  if (rows.length !== 1 || columns.length !== 1)
    return `returned ${rows.length} rows of ${columns.length} columns instead of one value`;
  const [value] = rows[0] ?? [];
  const holds =
    value === true ||
    (typeof value === "number" && value !== 0) ||
    (typeof value === "bigint" && value !== 0n) ||
    (typeof value === "string" && isTrue(value));
  return holds ? undefined : "returned false";
}

function isTrue(text: string): boolean {
  return (
    /^(?:t|true)$/i.test(text) || (text.trim() !== "" && Number(text) !== 0 && !Number.isNaN(Number(text)))
  );
}
