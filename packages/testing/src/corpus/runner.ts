import assert from "node:assert/strict";
import { AtlasError, defaultPolicy, type Plan, type Policy, type State } from "@atlas/core";
import { applyPlan, makePlan, normalize, provePlan, type SettledRenames, settleRenames } from "@atlas/engine";
import { renameHints, splitStatements } from "@atlas/sql";
import type { TestDatabase, TestServer } from "../databases.ts";
import { type CorpusCase, refusalOn } from "./cases.ts";
import { type Census, censusOfPostgres } from "./census-postgres.ts";
import { censusOfMysql } from "./census-mysql.ts";
import { censusOfSqlite } from "./census-sqlite.ts";
import { checksums, mysqlRows, postgresRows, type RowReader, sqliteRows } from "./rows.ts";

/** How what a dialect did is looked at, past the dialect itself. */
interface Witness {
  readonly census: (database: TestDatabase) => Promise<Census>;
  readonly rows: RowReader;
}

const witnesses: Readonly<Record<string, Witness>> = {
  postgres: { census: censusOfPostgres, rows: postgresRows },
  mysql: { census: censusOfMysql, rows: mysqlRows },
  sqlite: { census: censusOfSqlite, rows: sqliteRows },
};

/**
 * Brings a seeded database from one state to the other and looks at what came of it.
 *
 * The desired state goes the whole way: replayed on a dev database, read back, compared, proven, applied.
 *
 * @param policy - how it is done. Under another than the default, a case whose plan is the same ends there.
 * @throws {AssertionError} or the error of the pipeline, unless the case is a known gap; and when a known
 *   gap is none any more, or nobody is told of it (unless the case says that it is silent).
 */
export async function runCase(
  server: TestServer,
  sample: CorpusCase,
  policy: Policy = defaultPolicy,
): Promise<void> {
  if (sample.knownGap === undefined) return lead(server, sample, policy);
  try {
    await lead(server, sample, policy);
  } catch (error) {
    if (error instanceof SilenceError && !sample.silent) throw error;
    return;
  }
  assert.fail(`the known gap is closed, take it out of meta.json: ${sample.knownGap}`);
}

/** The databases differ, and neither a statement nor a word about unmanaged objects says so. */
class SilenceError extends Error {
  override readonly name = "SilenceError";
}

async function lead(server: TestServer, sample: CorpusCase, policy: Policy): Promise<void> {
  const witness = witnesses[server.dialect.name];
  if (!witness) throw new Error(`nobody looks at ${server.dialect.name}`);
  await using target = await server.open();
  await using pattern = await server.open();
  if (sample.from.trim()) await target.raw(sample.from);
  if (sample.seed) await target.raw(sample.seed);

  await using driver = await target.connect();
  const from = await driver.inspect({ schemas: [] });
  const { to, plan } = await prepare(server, pattern, sample, from, policy);
  if (!plan) return;
  for (const shape of sample.forbid)
    for (const { sql } of plan.steps) assert.doesNotMatch(sql, shape, "a forbidden statement is planned");

  // Now the database the desired state was read on is made into what the target has to become.
  if (sample.to.trim()) await pattern.raw(sample.to);
  const wanted = await witness.rows.columns(pattern);
  const present = await witness.rows.columns(target);
  const before = await checksums(target, present, wanted);
  const answers = await ask(target, sample.expect);

  await applyPlan(driver, plan, { lockRetries: 0 });

  assert.deepEqual(statements(planOf(server, await driver.inspect({ schemas: [] }), to, policy)), [], "the second plan is empty");
  const differences = listDifferences(await witness.census(target), await witness.census(pattern));
  if (differences.length > 0 && plan.unmanaged.length === 0)
    throw new SilenceError(`the catalogs differ and nobody is told:\n${differences.join("\n")}`);
  assert.deepEqual(differences, [], "the catalogs are equal");
  assert.deepEqual(await checksums(target, present, wanted), before, "the rows are kept");
  assert.deepEqual(await ask(target, sample.expect), answers, "the queries of expect.sql answer the same");
}

/** Lines that only one of them has, marked like a patch from the first to the second. */
export function listDifferences(actual: Census, expected: Census): readonly string[] {
  const topics = [...new Set([...Object.keys(actual), ...Object.keys(expected)])];
  return topics.flatMap((topic) => {
    const [left, right] = [actual[topic] ?? [], expected[topic] ?? []];
    return [
      ...left.filter((line) => !right.includes(line)).map((line) => `- ${topic}: ${line}`),
      ...right.filter((line) => !left.includes(line)).map((line) => `+ ${topic}: ${line}`),
    ];
  });
}

/** Reads the desired state on a dev database, plans, and proves the plan there; no plan: there is nothing to see. */
async function prepare(
  server: TestServer,
  pattern: TestDatabase,
  sample: CorpusCase,
  from: State,
  policy: Policy,
): Promise<{ readonly to: State; readonly plan: Plan | undefined }> {
  const { dialect } = server;
  await using driver = await pattern.connect();
  // As if it were given: it is rolled back after each use, and made into the pattern in the end.
  const scratch = { driver, isPrivate: false };
  const source = splitStatements(sample.to, "to.sql", dialect.syntax);
  const to = await normalize(scratch, source, { schemas: [] });
  const settle = (): Promise<SettledRenames> =>
    settleRenames(dialect, from, to, { policy, hints: renameHints(sample.to, dialect.syntax) });
  const refusal = refusalOn(sample, server.major);
  if (refusal !== undefined) {
    await assert.rejects(async () => planOf(server, from, to, policy, await settle()), {
      code: refusal,
    });
    return { to, plan: undefined };
  }
  const renaming = await settle();
  const plan = planOf(server, from, to, policy, renaming);
  if (policy !== defaultPolicy) {
    const ordinary = planOf(server, from, to, defaultPolicy, renaming);
    if (statements(plan).join("\n") === statements(ordinary).join("\n")) return { to, plan: undefined };
  }
  const proof = await provePlan(dialect, plan, from, to, scratch, policy);
  if (!proof.proven && !needsUnmanaged(from))
    throw new AtlasError("E_PROOF", `the plan could not be tried: ${proof.reason}`);
  return { to, plan };
}

/** What a scratch database cannot be given cannot be tried there. */
function needsUnmanaged(state: State): boolean {
  return state.unmanaged.length > 0;
}

function planOf(
  { dialect }: TestServer,
  from: State,
  to: State,
  policy: Policy,
  { renames = [] }: Partial<SettledRenames> = {},
): Plan {
  return makePlan(dialect, from, to, { policy, indent: "", renames });
}

function statements(plan: Plan): readonly string[] {
  return plan.steps.map((step) => step.sql);
}

async function ask(database: TestDatabase, queries: readonly string[]): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (const query of queries) answers.push(...(await database.raw(query)));
  return answers;
}
