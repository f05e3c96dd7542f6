import { createHash } from "node:crypto";

import type { MysqlSession } from "./session.ts";

/** Schemas of the server itself. */
const ownSchemas = "('mysql', 'sys', 'information_schema', 'performance_schema')";

/** Statistics, logs and positions change by themselves; texts for HELP do not at all. */
const restless = "'^(innodb_.*_stats|help_.*|.*_log|gtid_.*|slave_.*|transaction_registry)$'";

/** What can be left behind on a server by those who may do everything there, as short texts. */
export interface Print {
  /** Accounts and what they may, plugins and functions (all these are tables of `mysql`), and global settings. */
  readonly server: string;
  readonly schemas: string;
}

export async function printOf(session: MysqlSession): Promise<Print> {
  const [tables = []] = await session.run(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'mysql' AND table_type = 'BASE TABLE' AND table_name NOT REGEXP ${restless} ORDER BY 1`,
  );
  const names = tables.map(({ name }) => `mysql.${quoted(name)}`);
  const [sums, settings, schemas] = await session.run(
    `CHECKSUM TABLE ${names.join(", ")}; SHOW GLOBAL VARIABLES;
     SELECT schema_name AS name FROM information_schema.schemata ORDER BY 1`,
  );
  return { server: digest([sums, settings]), schemas: digest(schemas) };
}

function digest(facts: unknown): string {
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

/** Removes schemas and accounts that did not come with the server, and ends all other sessions. */
export async function sweep(session: MysqlSession, own: ReadonlySet<string>): Promise<void> {
  const [sessions = [], schemas = [], accounts = []] = await session.run(
    `SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND user = 'root';
     SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name NOT IN ${ownSchemas};
     ${accountsQuery}`,
  );
  await endSessions(session, sessions);
  const drops = [
    ...schemas.map(({ name }) => `DROP DATABASE ${quoted(name)}`),
    ...accounts.flatMap((row) => dropOf(session, row, own)),
  ];
  if (drops.length > 0) await session.run(drops.join("; "));
}

/** The accounts of the server, as `user@host`. */
export async function accountsOf(session: MysqlSession): Promise<ReadonlySet<string>> {
  const [accounts = []] = await session.run(accountsQuery);
  return new Set(accounts.map(accountOf));
}

const accountsQuery = "SELECT * FROM mysql.user";

/** MariaDB writes `User`, MySQL too, but neither promises it. */
function accountOf(row: Readonly<Record<string, unknown>>): string {
  return `${String(row["User"] ?? row["user"])}@${String(row["Host"] ?? row["host"])}`;
}

function dropOf(
  session: MysqlSession,
  row: Readonly<Record<string, unknown>>,
  own: ReadonlySet<string>,
): readonly string[] {
  const account = accountOf(row);
  if (own.has(account)) return [];
  const at = account.lastIndexOf("@");
  const name = session.literal(account.slice(0, at));
  // MariaDB's roles are accounts without a host.
  if (row["is_role"] === "Y") return [`DROP ROLE ${name}`];
  return [`DROP USER ${name}@${session.literal(account.slice(at + 1))}`];
}

async function endSessions(session: MysqlSession, rows: readonly Readonly<Record<string, unknown>>[]) {
  for (const { id } of rows) {
    // Gone by itself meanwhile.
    await session.run(`KILL ${Number(id)}`).catch(() => {});
  }
}

export function quoted(name: unknown): string {
  return `\`${String(name).replaceAll("`", "``")}\``;
}
