import { AtlasError, type QueryRows, type QueryValue, type Secret } from "@atlas/core";
import { parseTarget } from "./dialects.ts";
import type { WorkflowDeps } from "./requests.ts";

/**
 * The rows of one query on the database of a URL.
 *
 * @throws {AtlasError} `E_URL` for a database of a family that is not asked, `E_SQL` in the words of the server.
 */
export async function queryDatabase(
  url: Secret<string>,
  sql: string,
  args: readonly QueryValue[],
  deps: WorkflowDeps,
  signal: AbortSignal,
): Promise<QueryRows> {
  const target = parseTarget(deps.dialects, url);
  await using driver = await target.dialect.connect(target.url, { signal, mustExist: true });
  if (!driver.query)
    throw new AtlasError("E_URL", `queries on ${target.dialect.name} are not supported by this version`, {
      hint: "Keep the data in PostgreSQL or SQLite.",
    });
  // Awaited here: the connection is closed on the way out.
  return await driver.query(sql, args, { signal });
}
