import { AtlasError, type LockOptions } from "@atlas/core";
import { setTimeout as sleep } from "node:timers/promises";
import { callContext, type Session } from "./session.ts";

const firstPauseMs = 25;
const longestPauseMs = 2_000;

/** What a lock is taken on: the two halves of an advisory lock's key, and whether others may have it, too. */
interface Key {
  readonly upper: number;
  readonly lower: number;
  readonly isShared: boolean;
}

/**
 * Takes a session-level advisory lock. The session holds it, so a crashed process lets go. Not re-entrant.
 *
 * A lock for one schema is two: that of the database, shared with those for other schemas, so that whoever works on
 * all of them is kept out and keeps out; and one of the schema.
 *
 * @param name - shared by all who exclude each other; hashed with 32-bit FNV-1, so that other versions of
 *   Atlas are excluded too.
 * @param options.timeoutMs - default 10 000; 0 tries once.
 * @param bound - the schema that the connection is bound to, for `options.ofSchema`.
 * @throws {AtlasError} `E_LOCK_TIMEOUT` if another session holds it throughout.
 * @see https://www.postgresql.org/docs/18/explicit-locking.html#ADVISORY-LOCKS
 */
export async function lock(
  session: Session,
  name: string,
  options: LockOptions = {},
  bound?: string,
): Promise<AsyncDisposable> {
  const { ofSchema = false } = options;
  const schema = typeof ofSchema === "string" && bound !== undefined ? ofSchema : bound;
  const ofDatabase = { upper: 0, lower: fnv1(name), isShared: false };
  const deadline = performance.now() + (options.timeoutMs ?? 10_000);
  if (ofSchema === false || schema === undefined)
    return lockKey(session, name, ofDatabase, deadline, options);
  await using stack = new AsyncDisposableStack();
  stack.use(await lockKey(session, name, { ...ofDatabase, isShared: true }, deadline, options));
  stack.use(await lockKey(session, name, { ...ofDatabase, upper: fnv1(schema) }, deadline, options));
  return stack.move();
}

async function lockKey(
  session: Session,
  name: string,
  key: Key,
  deadline: number,
  options: LockOptions,
): Promise<AsyncDisposable> {
  let pauseMs = firstPauseMs;
  let told = false;
  while (!(await tryLock(session, key, options))) {
    if (!told) {
      told = true;
      options.onWait?.(await holderOf(session, key, options));
    }
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw await heldByOther(session, name, key, options);
    await pause(Math.min(pauseMs * (0.5 + Math.random()), leftMs), options.signal);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
  return {
    async [Symbol.asyncDispose]() {
      try {
        const unlock = key.isShared ? "pg_advisory_unlock_shared" : "pg_advisory_unlock";
        await session.query({ sql: `SELECT pg_catalog.${unlock}($1)`, values: [numberOf(key)] });
      } catch (error) {
        // A lost connection has let go by itself.
        if (!(error instanceof AtlasError && error.code === "E_CONNECTION_LOST")) throw error;
      }
    },
  };
}

async function tryLock(session: Session, key: Key, options: LockOptions): Promise<boolean> {
  const take = key.isShared ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock";
  const sql = `SELECT pg_catalog.${take}($1) AS locked`;
  const [row] = await session.query({ sql, values: [numberOf(key)] }, callContext(options));
  return row?.["locked"] === true;
}

/** A bigint of the server's, which has a sign. */
function numberOf({ upper, lower }: Key): string {
  return String(BigInt.asIntN(64, (BigInt(upper) << 32n) | BigInt(lower)));
}

async function holderOf(session: Session, key: Key, options: LockOptions): Promise<string | undefined> {
  // A 64-bit key stands in two halves (pg_locks in the manual).
  const sql = `SELECT a.application_name, l.pid
    FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
      AND l.classid = $1::bigint::pg_catalog.oid AND l.objid = $2::bigint::pg_catalog.oid
      AND l.pid <> pg_catalog.pg_backend_pid()
      AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
    ORDER BY l.pid LIMIT 1`;
  const [row] = await session.query({ sql, values: [key.upper, key.lower] }, callContext(options));
  if (!row) return undefined;
  const name = typeof row["application_name"] === "string" ? row["application_name"] : "";
  return name === "" ? `process ${String(row["pid"])}` : `${name} (process ${String(row["pid"])})`;
}

async function heldByOther(
  session: Session,
  name: string,
  key: Key,
  options: LockOptions,
): Promise<AtlasError> {
  const holder = await holderOf(session, key, options);
  return new AtlasError("E_LOCK_TIMEOUT", "sql/schema: lock is held by other session", {
    details: { lock: name, ...(holder !== undefined && { holder }) },
    hint: `${holder === undefined ? "Another session" : holder} is changing this database: wait for it to end, or end it if it hangs.`,
  });
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal && { signal });
  } catch (error) {
    throw new AtlasError("E_CANCELLED", "the work was cancelled", { cause: error });
  }
}

/** 32-bit FNV-1 of the text in UTF-8. */
export function fnv1(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = (Math.imul(hash, 0x01000193) ^ byte) >>> 0;
  return hash;
}
