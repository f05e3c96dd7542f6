import { ask, throughAnother } from "./cancel.ts";
import type { OpenConnection } from "./connection.ts";
import type { Greeting } from "./greeting.ts";

const described = `CONCAT('connection ', p.ID, ' of ', p.USER, '@', SUBSTRING_INDEX(p.HOST, ':', 1), ', ',
  IF(p.COMMAND = 'Sleep', 'idle', LOWER(p.COMMAND)), ' for ', p.TIME, ' s')`;

/** Whoever has what the session waits for, where the server keeps a record of locks. */
const holders = (id: string): string => `SELECT DISTINCT ${described} AS who
  FROM performance_schema.threads me
  JOIN performance_schema.metadata_locks w ON w.OWNER_THREAD_ID = me.THREAD_ID AND w.LOCK_STATUS = 'PENDING'
  JOIN performance_schema.metadata_locks g ON g.LOCK_STATUS = 'GRANTED' AND g.OBJECT_TYPE = w.OBJECT_TYPE
    AND g.OBJECT_SCHEMA <=> w.OBJECT_SCHEMA AND g.OBJECT_NAME <=> w.OBJECT_NAME
    AND g.OWNER_THREAD_ID <> w.OWNER_THREAD_ID
  JOIN performance_schema.threads t ON t.THREAD_ID = g.OWNER_THREAD_ID
  JOIN INFORMATION_SCHEMA.PROCESSLIST p ON p.ID = t.PROCESSLIST_ID
  WHERE me.PROCESSLIST_ID = ${id} ORDER BY who`;

/** Otherwise those that may: a session waits, and these have a transaction open. */
const suspects = (
  id: string,
): string => `SELECT DISTINCT CONCAT(${described}, ', has a transaction open') AS who
  FROM INFORMATION_SCHEMA.INNODB_TRX x JOIN INFORMATION_SCHEMA.PROCESSLIST p ON p.ID = x.trx_mysql_thread_id
  WHERE p.ID <> ${id} AND EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.PROCESSLIST m WHERE m.ID = ${id}
    AND m.STATE LIKE 'Waiting for %lock%') ORDER BY who`;

/** Who keeps a session waiting, asked on a connection of its own; empty: nobody, or nobody can tell. */
export async function blockers(
  session: OpenConnection,
  greeting: Pick<Greeting, "threadId" | "instance">,
): Promise<readonly string[]> {
  return throughAnother(session, greeting, async (helper, id) => {
    for (const query of [holders(id), suspects(id)]) {
      // Not every server keeps these tables, and not everybody may read them.
      const rows = await ask(helper, query).catch(() => []);
      const found = rows.flatMap((row) =>
        typeof row === "object" && row !== null && "who" in row ? [String(row.who)] : [],
      );
      if (found.length > 0) return found;
    }
    return [];
  });
}
