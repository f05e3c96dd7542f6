import { AtlasError, type LockOptions } from "@atlas/core";
import { setTimeout as sleep } from "node:timers/promises";
import { callContext, type Session } from "./session.ts";

const firstPauseMs = 25;
const longestPauseMs = 2_000;

/**
 * Takes a session-level advisory lock. The session holds it, so a crashed process lets go. Not re-entrant.
 *
 * @param name - shared by all who exclude each other; hashed with 32-bit FNV-1, so that other versions of
 *   Atlas are excluded too.
 * @param options.timeoutMs - default 10 000; 0 tries once.
 * @throws {AtlasError} `E_LOCK_TIMEOUT` if another session holds it throughout.
 * @see https://www.postgresql.org/docs/18/explicit-locking.html#ADVISORY-LOCKS
 */
export async function lock(
  session: Session,
  name: string,
  options: LockOptions = {},
): Promise<AsyncDisposable> {
  const key = fnv1(name);
  const deadline = performance.now() + (options.timeoutMs ?? 10_000);
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
        await session.query({ sql: "SELECT pg_catalog.pg_advisory_unlock($1)", values: [key] });
      } catch (error) {
        // A lost connection has let go by itself.
        if (!(error instanceof AtlasError && error.code === "E_CONNECTION_LOST")) throw error;
      }
    },
  };
}

async function tryLock(session: Session, key: number, options: LockOptions): Promise<boolean> {
  const sql = "SELECT pg_catalog.pg_try_advisory_lock($1) AS locked";
  const [row] = await session.query({ sql, values: [key] }, callContext(options));
  return row?.["locked"] === true;
}

async function holderOf(session: Session, key: number, options: LockOptions): Promise<string | undefined> {
  // A 64-bit key stands in two halves; ours has nothing in the upper one (pg_locks in the manual).
  const sql = `SELECT a.application_name, l.pid
    FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = 0
      AND l.objid = $1::bigint::pg_catalog.oid
      AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
    ORDER BY l.pid LIMIT 1`;
  const [row] = await session.query({ sql, values: [key] }, callContext(options));
  if (!row) return undefined;
  const name = typeof row["application_name"] === "string" ? row["application_name"] : "";
  return name === "" ? `process ${String(row["pid"])}` : `${name} (process ${String(row["pid"])})`;
}

async function heldByOther(
  session: Session,
  name: string,
  key: number,
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
