import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AtlasError, type LockOptions } from "@atlas/core";
import { systemSchemas } from "./inspect.ts";
import type { CatalogRow } from "./kind.ts";
import type { Session } from "./session.ts";
import { singleQuoted } from "./text.ts";

const firstPauseMs = 25;
const longestPauseMs = 2_000;

/** A query has 4 096 columns at most. */
const columnsAtOnce = 1_000;

/** Longer names are refused. @see https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html */
const longestName = 64;

/**
 * Takes a named lock. The session holds it, so a crashed process lets go. Not re-entrant.
 *
 * Named locks are of the whole server and are never shared. Who is bound to a database takes a lock with its name, and
 * then that of the server, which is the only one that other versions of Atlas know; a session of another database may
 * have that already, and is known by a mark. Who is not bound takes the lock of the server, and then waits until nobody
 * holds that of a database. Both take before they look, so one of two always sees the other; and who is bound lets go
 * before waiting, so they never wait for each other.
 *
 * @param name - shared by all who exclude each other.
 * @param options.timeoutMs - default 10 000; 0 tries once.
 * @param bound - what the connection is bound to.
 * @throws {AtlasError} `E_LOCK_TIMEOUT` if another session holds it throughout.
 */
export async function lock(
  session: Session,
  name: string,
  options: LockOptions,
  bound: string | null,
): Promise<AsyncDisposable> {
  const own = lockName(name, bound);
  const all = [singleQuoted(own), ...(bound === null ? [] : [singleQuoted(lockName(name, null)), markOf()])];
  const deadline = performance.now() + (options.timeoutMs ?? 10_000);
  let pauseMs = firstPauseMs;
  let told = false;
  for (let isOurs = false; ;) {
    let other: string | undefined;
    try {
      isOurs ||= await tryLock(session, own, bound !== null, options);
      other = isOurs ? await heldByOther(session, name, bound, options) : own;
    } catch (error) {
      if (isOurs) await release(session, all);
      throw error;
    }
    if (other === undefined) break;
    // Who is bound gives way.
    if (isOurs && bound !== null) {
      await release(session, all);
      isOurs = false;
    }
    try {
      if (!told) {
        told = true;
        options.onWait?.(await holderOf(session, other, options));
      }
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw timedOut(name, await holderOf(session, other, options));
      await pause(Math.min(pauseMs * (0.5 + Math.random()), leftMs), options.signal);
    } catch (error) {
      if (isOurs) await release(session, all);
      throw error;
    }
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
  return { [Symbol.asyncDispose]: () => release(session, all) };
}

/** The name on the server: with the database, and hashed where it is too long or would have to be escaped. */
export function lockName(name: string, bound: string | null): string {
  const text = bound === null ? name : `${name}@${bound}`;
  // The server compares names without case.
  if (text.length <= longestName && /^[\w .:@-]*$/.test(text)) return text.toLowerCase();
  const hash = createHash("sha256").update(text.toLowerCase()).digest("hex").slice(0, 40);
  return `atlas:${hash}`;
}

/** The name by which a session that is bound to a database is known to others: theirs may run beside it. */
function markOf(session = "CONNECTION_ID()"): string {
  return `CONCAT('atlas_bound#', ${session})`;
}

async function tryLock(
  session: Session,
  name: string,
  isMarked: boolean,
  { signal }: LockOptions,
): Promise<boolean> {
  const take = `GET_LOCK(${singleQuoted(name)}, 0)`;
  const [row] = await session.query(
    `SELECT ${isMarked ? `IF(${take}, GET_LOCK(${markOf()}, 0), 0)` : take} AS locked`,
    { signal },
  );
  return row?.["locked"] === "1";
}

/** @returns whether the lock of the server is ours, or that of a session that is bound to another database. */
async function isBesideServer(
  session: Session,
  server: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const lockOfServer = singleQuoted(server);
  for (;;) {
    const [taken] = await session.query(`SELECT GET_LOCK(${lockOfServer}, 0) AS locked`, { signal });
    if (taken?.["locked"] === "1") return true;
    const holder = `COALESCE(IS_USED_LOCK(${lockOfServer}), 0)`;
    const [held] = await session.query(
      `SELECT ${holder} AS id, COALESCE(IS_USED_LOCK(${markOf(holder)}), 0) AS bound`,
      { signal },
    );
    // Let go of meanwhile, it is to be had.
    if (held?.["id"] !== "0") return held?.["id"] === held?.["bound"];
  }
}

/** The lock of somebody else that ours does not go with. */
async function heldByOther(
  session: Session,
  name: string,
  bound: string | null,
  { signal }: LockOptions,
): Promise<string | undefined> {
  const server = lockName(name, null);
  if (bound !== null) return (await isBesideServer(session, server, signal)) ? undefined : server;
  const system = systemSchemas.map(singleQuoted).join(", ");
  const schemas = await session.query(
    `SELECT SCHEMA_NAME AS name FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME NOT IN (${system})`,
    { signal },
  );
  const names = schemas.map((row) => lockName(name, row["name"] ?? ""));
  const questions: string[] = [];
  for (let at = 0; at < names.length; at += columnsAtOnce)
    questions.push(
      `SELECT ${names
        .slice(at, at + columnsAtOnce)
        .map((each, index) => `IS_FREE_LOCK(${singleQuoted(each)}) AS f${at + index}`)
        .join(", ")}`,
    );
  if (questions.length === 0) return undefined;
  const free: CatalogRow = Object.assign({}, ...(await session.multi(questions, { signal })).flat());
  return names.find((_, index) => free[`f${index}`] !== "1");
}

/** @param names - as expressions; one that is not ours stays as it is. */
async function release(session: Session, names: readonly string[]): Promise<void> {
  try {
    await session.query(`SELECT ${names.map((name, at) => `RELEASE_LOCK(${name}) AS r${at}`).join(", ")}`);
  } catch (error) {
    // A lost connection has let go by itself.
    if (!(error instanceof AtlasError && error.code === "E_CONNECTION_LOST")) throw error;
  }
}

async function holderOf(
  session: Session,
  name: string,
  { signal }: LockOptions,
): Promise<string | undefined> {
  const [used] = await session.query(`SELECT IS_USED_LOCK(${singleQuoted(name)}) AS id`, { signal });
  const id = used?.["id"];
  if (!id) return undefined;
  const [row] = await session.query(
    `SELECT CONCAT(USER, '@', SUBSTRING_INDEX(HOST, ':', 1)) AS account
      FROM INFORMATION_SCHEMA.PROCESSLIST WHERE ID = ${Number(id)}`,
    { signal },
  );
  const program = await programOf(session, id, signal);
  const account = row?.["account"] ? ` of ${row["account"]}` : "";
  return program === undefined ? `connection ${id}${account}` : `${program} (connection ${id}${account})`;
}

/** What the other session calls itself, where the server keeps that and lets us see it. */
async function programOf(
  session: Session,
  id: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const [row] = await session.query(
      `SELECT ATTR_VALUE AS program FROM performance_schema.session_account_connect_attrs
        WHERE PROCESSLIST_ID = ${Number(id)} AND ATTR_NAME = 'program_name'`,
      { signal },
    );
    return row?.["program"] ?? undefined;
  } catch (error) {
    if (error instanceof AtlasError && (error.code === "E_PERMISSION" || error.code === "E_SQL"))
      return undefined;
    throw error;
  }
}

function timedOut(name: string, holder: string | undefined): AtlasError {
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
