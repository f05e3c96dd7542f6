import { setMode } from "./greeting.ts";
import type { Session } from "./session.ts";

/**
 * Runs a statement of a plan. One that changes a table runs in strict mode, whatever the server's is: otherwise it would
 * turn NULL into 0, and cut what does not fit, without a word. Code that remembers the mode of its session is made under
 * that of the server.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html#sql-mode-strict
 */
export async function strictly<Result>(
  session: Session,
  sql: string,
  run: () => Promise<Result>,
): Promise<Result> {
  const { sql_mode: mode = "" } = session.greeting.settings;
  if (!/^\s*ALTER\s+TABLE\b/i.test(sql) || /\bSTRICT_(?:ALL|TRANS)_TABLES\b/.test(mode)) return run();
  await session.run(setMode(`${mode},STRICT_ALL_TABLES`));
  let isDone = false;
  try {
    const result = await run();
    isDone = true;
    return result;
  } finally {
    // Of a connection that broke nothing is left; what broke it is what counts.
    await session.run(setMode(mode)).catch((error: unknown) => {
      if (isDone) throw error;
    });
  }
}
