import { setTimeout as pause } from "node:timers/promises";
import type { Blocks, Plan, Step } from "@atlas/core";
import { Client, DatabaseError } from "pg";

/** What a step claims against what it was seen to do. */
export interface FactCheck {
  readonly sql: string;
  /** Claims that promise more gentleness than there is: `blocks: claimed "ddl", seen "everything"`. */
  readonly weaker: readonly string[];
  /** Claims that warn of more than happened with these rows. */
  readonly stronger: readonly string[];
}

interface Relation {
  readonly oid: string;
  /** How `LOCK TABLE` takes it; `null`: it takes no such thing. */
  readonly lockable: string | null;
  /** Another one after a rewrite; `null`: nothing whose size counts. */
  readonly file: string | null;
  readonly scans: number;
  /** Numbers of its columns that hold values of their own; `null`: it has none, or its rows come from a query. */
  readonly columns: readonly number[] | null;
}

/**
 * Runs a plan on PostgreSQL, each transactional step in a transaction of its own, and looks at the tables, views,
 * sequences and indexes that were there before the plan: which locks the step holds on them, whether a table's
 * file is another one, whether it was read from end to end, whether one of them or of their columns is gone.
 *
 * Of a step that no transaction can hold is seen that the server refuses it in one, and what it holds or wants
 * while it waits for a writer.
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
    const present = new Set((await relations(client)).map(({ oid }) => oid));
    for (const step of plan.steps)
      checks.push(
        step.transactional
          ? await checkStep(client, step, present)
          : await checkApart(client, url, step, present),
      );
    return checks;
  } finally {
    await client.end();
  }
}

async function checkStep(client: Client, step: Step, present: ReadonlySet<string>): Promise<FactCheck> {
  await client.query("BEGIN");
  const before = (await relations(client)).filter(({ oid }) => present.has(oid));
  await client.query(step.sql);
  const after = new Map((await relations(client)).map((relation) => [relation.oid, relation]));
  const { rows } = await client.query<{ mode: string }>(
    `SELECT mode FROM pg_catalog.pg_locks
     WHERE locktype = 'relation' AND granted AND pid = pg_backend_pid() AND relation = ANY ($1::oid[])`,
    [before.map(({ oid }) => oid)],
  );
  await client.query("COMMIT");

  const check = new Judgement(step);
  check.blocks(rows.map(({ mode }) => mode));
  const kept = before.flatMap((relation) => {
    const now = after.get(relation.oid);
    return now ? [{ relation, now }] : [];
  });
  check.flag(
    "rewrites",
    kept.some(({ relation, now }) => relation.file !== now.file),
  );
  const lost = before.some((relation) => {
    const left = new Set(after.get(relation.oid)?.columns ?? []);
    return relation.columns?.some((column) => !left.has(column)) ?? false;
  });
  if (lost) check.flag("losesData", lost);
  // A rewrite reads the table anyway.
  if (!step.rewrites)
    check.flag(
      "scans",
      kept.some(({ relation, now }) => now.scans > relation.scans),
    );
  return check.result;
}

/** A step that runs outside of transactions. */
async function checkApart(
  client: Client,
  url: string,
  step: Step,
  present: ReadonlySet<string>,
): Promise<FactCheck> {
  const check = new Judgement(step);
  await client.query("BEGIN");
  check.flag("transactional", !(await isRefused(client, step.sql)));
  await client.query("ROLLBACK");

  const before = (await relations(client)).filter(({ oid }) => present.has(oid));
  const { rows: own } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const writer = new Client({ connectionString: url });
  await writer.connect();
  try {
    await writer.query("BEGIN");
    const names = before.flatMap(({ lockable }) => lockable ?? []);
    if (names.length > 0) await writer.query(`LOCK TABLE ${names.join(", ")} IN ROW EXCLUSIVE MODE`);
    const run = { ended: false };
    const running = client.query(step.sql).finally(() => (run.ended = true));
    // Its failure is told where it is awaited, below.
    running.catch(() => {});
    let modes: readonly string[] = [];
    while (!run.ended && modes.length === 0) {
      await pause(5);
      const { rows } = await writer.query<{ mode: string }>(
        `SELECT mode FROM pg_catalog.pg_locks
         WHERE locktype = 'relation' AND pid = $1 AND relation = ANY ($2::oid[])
           AND EXISTS (SELECT FROM pg_catalog.pg_locks w WHERE w.pid = $1 AND NOT w.granted)`,
        [own[0]?.pid, before.map(({ oid }) => oid)],
      );
      modes = rows.map(({ mode }) => mode);
    }
    await writer.query("COMMIT");
    await running;
    check.blocks(modes);
  } finally {
    await writer.end();
  }
  return check.result;
}

/** Whether the server says that no transaction can hold it. */
async function isRefused(client: Client, sql: string): Promise<boolean> {
  try {
    await client.query(sql);
    return false;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === "25001") return true;
    throw error;
  }
}

/** Compares what a step claims with what is seen. */
class Judgement {
  readonly #step: Step;
  readonly #weaker: string[] = [];
  readonly #stronger: string[] = [];

  constructor(step: Step) {
    this.#step = step;
  }

  get result(): FactCheck {
    return { sql: this.#step.sql, weaker: this.#weaker, stronger: this.#stronger };
  }

  blocks(modes: readonly string[]): void {
    const claimed = order.indexOf(this.#step.blocks);
    const seen = Math.max(0, ...modes.map((mode) => order.indexOf(blocksOf(mode))));
    if (claimed === seen) return;
    const list = claimed < seen ? this.#weaker : this.#stronger;
    list.push(`blocks: claimed "${this.#step.blocks}", seen "${order[seen]}"`);
  }

  flag(name: "rewrites" | "scans" | "losesData" | "transactional", seen: boolean): void {
    const claimed = this.#step[name];
    if (claimed === seen) return;
    // That a transaction can hold it is good news, all else is bad.
    const list = seen === (name === "transactional") ? this.#stronger : this.#weaker;
    list.push(`${name}: claimed ${claimed}, seen ${seen}`);
  }
}

async function relations(client: Client): Promise<readonly Relation[]> {
  const { rows } = await client.query<Relation>(
    `SELECT c.oid::text,
       CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_stat_get_xact_numscans(c.oid)::int ELSE 0 END AS scans,
       CASE WHEN c.relkind IN ('r', 'p') THEN c.oid::regclass::text END AS lockable,
       CASE WHEN c.relkind IN ('r', 'm') THEN c.relfilenode::text END AS file,
       (SELECT array_agg(a.attnum::int) FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = c.oid AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attgenerated = '') AS columns
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f', 'S', 'i', 'I')
       AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`,
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
