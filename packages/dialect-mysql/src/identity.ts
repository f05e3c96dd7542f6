import type { CallOptions } from "@atlas/core";
import type { Session } from "./session.ts";

/**
 * What tells the database and scope of a session from every other. One round trip.
 *
 * MySQL gives each server an id, which a copy of its files shares; MariaDB gives none that all versions show. The machine
 * and where the server keeps its files tell the rest.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/replication-options.html#sysvar_server_uuid
 */
export async function identity(
  session: Session,
  bound: string | null,
  options?: CallOptions,
): Promise<string | undefined> {
  const { server, defaults, instance } = session.greeting;
  const id = server.flavour === "mysql" ? "@@server_uuid" : "@@server_id";
  const [row] = await session.query(`SELECT ${id} AS id, @@pid_file AS pid_file`, {
    signal: options?.signal,
  });
  const name = bound !== null && defaults.lowerCaseTableNames !== 0 ? bound.toLowerCase() : bound;
  return JSON.stringify([server.flavour, row?.["id"], row?.["pid_file"], instance, name]);
}
