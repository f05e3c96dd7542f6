import { AtlasError, type CallOptions } from "@atlas/core";
import { callContext, type Session } from "./session.ts";

/**
 * Copies of a data directory share the system identifier, so the moment when the server started tells them
 * apart.
 *
 * @see https://www.postgresql.org/docs/18/functions-info.html#FUNCTIONS-INFO-CONTROLDATA
 */
const identityQuery = `SELECT pg_catalog.concat_ws('/', c.system_identifier, pg_catalog.pg_postmaster_start_time(),
    d.oid) AS identity
  FROM pg_catalog.pg_control_system() c, pg_catalog.pg_database d
  WHERE d.datname = pg_catalog.current_database()`;

/** What tells the database and scope of a session from every other. One round trip; `undefined`: not allowed. */
export async function identity(
  session: Session,
  bound: string | null,
  options?: CallOptions,
): Promise<string | undefined> {
  try {
    const [row] = await session.query({ sql: identityQuery }, callContext(options));
    return row && JSON.stringify([row["identity"], bound]);
  } catch (error) {
    if (error instanceof AtlasError && (error.code === "E_PERMISSION" || error.code === "E_SQL")) return;
    throw error;
  }
}
