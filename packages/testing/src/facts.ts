import type { Blocks, Plan, Step } from "@atlas/core";
import { Client } from "pg";

/** What a step claims against what it was seen to do. */
export interface FactCheck {
  readonly sql: string;
  /** Claims that promise more gentleness than there is: `blocks: claimed "ddl", seen "everything"`. */
  readonly weaker: readonly string[];
  /** Claims that warn of more than happened with these rows. */
  readonly stronger: readonly string[];
}

interface Table {
  readonly oid: string;
  readonly file: string;
  readonly scans: number;
  /** Numbers of its columns that hold values of their own; `null`: it has none, or its rows come from a query. */
  readonly columns: readonly number[] | null;
}

/**
 * Runs a plan on PostgreSQL, each transactional step in a transaction of its own, and looks at the tables
 * that were there before the plan: which locks the step holds on them, whether their file is another one, whether
 * they were read from end to end, whether one of them or of their columns is gone.
 *
 * Steps that no transaction can hold are run and not judged: their locks come and go.
 *
 * @see https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-TABLES
 */
export async function checkFacts(url: string, plan: Plan): Promise<readonly FactCheck[]> {
  const client = new Client({
    connectionString: url,
    // Functions of a case may call each other.
    options: "-c check_function_bodies=off",
  });
  await client.connect();
  try {
    const checks: FactCheck[] = [];
    const present = new Set((await tables(client)).map((table) => table.oid));
    for (const step of plan.steps) {
      if (step.transactional) checks.push(await checkStep(client, step, present));
      else await client.query(step.sql);
    }
    return checks;
  } finally {
    await client.end();
  }
}

async function checkStep(client: Client, step: Step, present: ReadonlySet<string>): Promise<FactCheck> {
  await client.query("BEGIN");
  const before = (await tables(client)).filter((table) => present.has(table.oid));
  await client.query(step.sql);
  const after = new Map((await tables(client)).map((table) => [table.oid, table]));
  const { rows } = await client.query<{ mode: string }>(
    `SELECT mode FROM pg_catalog.pg_locks
     WHERE locktype = 'relation' AND granted AND pid = pg_backend_pid() AND relation = ANY ($1::oid[])`,
    [before.map((table) => table.oid)],
  );
  await client.query("COMMIT");

  const blocked = Math.max(0, ...rows.map(({ mode }) => order.indexOf(blocksOf(mode))));
  const kept = before.flatMap((table) => {
    const now = after.get(table.oid);
    return now ? [{ table, now }] : [];
  });
  const rewritten = kept.some(({ table, now }) => table.file !== now.file);
  const scanned = kept.some(({ table, now }) => now.scans > table.scans);
  const weaker: string[] = [];
  const stronger: string[] = [];

  const claimed = order.indexOf(step.blocks);
  if (claimed !== blocked)
    (claimed < blocked ? weaker : stronger).push(
      `blocks: claimed "${step.blocks}", seen "${order[blocked]}"`,
    );
  if (step.rewrites !== rewritten)
    (rewritten ? weaker : stronger).push(`rewrites: claimed ${step.rewrites}, seen ${rewritten}`);
  const lost = before.some((table) => {
    const left = new Set(after.get(table.oid)?.columns ?? []);
    return table.columns?.some((column) => !left.has(column)) ?? false;
  });
  if (lost && !step.losesData) weaker.push("losesData: claimed false, seen true");
  // A rewrite reads the table anyway.
  if (!step.rewrites && step.scans !== scanned)
    (scanned ? weaker : stronger).push(`scans: claimed ${step.scans}, seen ${scanned}`);
  return { sql: step.sql, weaker, stronger };
}

async function tables(client: Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT c.oid::text, c.relfilenode::text AS file, pg_catalog.pg_stat_get_xact_numscans(c.oid)::int AS scans,
       (SELECT array_agg(a.attnum::int) FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND c.relkind <> 'm'
         AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`,
  );
  return rows;
}

const order: readonly Blocks[] = ["nothing", "ddl", "writes", "everything"];

function blocksOf(mode: string): Blocks {
  switch (mode) {
    case "AccessExclusiveLock":
      return "everything";
    case "ExclusiveLock":
    case "ShareRowExclusiveLock":
    case "ShareLock":
      return "writes";
    case "ShareUpdateExclusiveLock":
      return "ddl";
    default:
      return "nothing";
  }
}
