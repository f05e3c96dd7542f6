import type { CallOptions } from "@atlas/core";
import { callContext, Session } from "./session.ts";
import type { ConnectionSettings } from "./url.ts";

interface BlockerRow {
  readonly pid: number;
  /** Empty or `null`, as what follows: hidden from who is not its owner. */
  readonly program: string | null;
  readonly account: string | null;
  readonly state: string | null;
  /** How long its transaction has been open. */
  readonly seconds: number | null;
}

const blockersQuery = `SELECT a.pid, a.application_name AS program, a.usename AS account, a.state,
    (EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.xact_start))::int AS seconds
  FROM pg_catalog.pg_stat_activity a WHERE a.pid = ANY (pg_catalog.pg_blocking_pids($1)) ORDER BY a.pid`;

/** Who keeps a session waiting, asked on a connection of its own. */
export async function blockers(
  settings: ConnectionSettings,
  processId: number,
  options?: CallOptions,
): Promise<readonly string[]> {
  const session = await Session.open(settings, { ...options, applicationName: "atlas", timeoutMs: 3_000 });
  try {
    const query = { sql: blockersQuery, values: [processId] };
    return (await session.query<BlockerRow>(query, callContext(options))).map(described);
  } finally {
    await session.close();
  }
}

/** `psql (process 123 of alice, idle in transaction for 60 s)`; of a program without a name what stands in there. */
function described({ pid, program, account, state, seconds }: BlockerRow): string {
  const facts = [
    `process ${pid}${account ? ` of ${account}` : ""}`,
    ...(state ? [`${state}${seconds === null ? "" : ` for ${seconds} s`}`] : []),
  ];
  return program ? `${program} (${facts.join(", ")})` : facts.join(", ");
}
