import type { CallOptions } from "@atlas/core";
import type { Session } from "./session.ts";

/**
 * What tells the database and scope of a session from every other. One round trip.
 *
 * MySQL gives each server an id, which a copy of its files shares; MariaDB, since 10.5.26, makes one of the machine and
 * the port. Where the server keeps its files tells the rest, so far as everybody may ask.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/replication-options.html#sysvar_server_uuid
 */
export async function identity(
  session: Session,
  bound: string | null,
  options?: CallOptions,
): Promise<string | undefined> {
  const { defaults, instance } = session.greeting;
  const rows = await session.query(
    "SHOW VARIABLES WHERE Variable_name IN ('pid_file', 'server_id', 'server_uid', 'server_uuid')",
    { signal: options?.signal },
  );
  const facts = rows.map((row) => `${row["Variable_name"]}=${row["Value"]}`).sort();
  const name = bound !== null && defaults.lowerCaseTableNames !== 0 ? bound.toLowerCase() : bound;
  return JSON.stringify([instance, ...facts, name]);
}
