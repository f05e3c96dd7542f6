import { openMysqlSession } from "@atlas/dev-database";
import { type MysqlTestServer, mysqlServers } from "../databases.ts";

/** The servers that a script runs on: its first words say which, `MySQL family:`, `MySQL:` or `MariaDB:`. */
export function serversOf(script: string): readonly MysqlTestServer[] {
  const flavour = /^# (MySQL|MariaDB):/.exec(script)?.[1]?.toLowerCase();
  return mysqlServers().filter((server) => flavour === undefined || server.flavour === flavour);
}

/** Values for the variables that a script names. What they stand for is there until the stack is disposed. */
export async function mysqlVariables(
  script: string,
  server: MysqlTestServer,
  stack: AsyncDisposableStack,
): Promise<ReadonlyMap<string, string>> {
  const dev = `docker://${server.flavour}/${server.build.version}`;
  const variables = new Map([
    ["MY_DEV", `${dev}/dev`],
    ["MY_SERVER_DEV", dev],
  ]);
  if (/\$MY\b|\$MY_NAME\b/.test(script)) {
    const { url } = stack.use(await server.open());
    variables.set("MY", url.secret.reveal()).set("MY_NAME", url.bound ?? "");
  }
  if (/\$MY_SERVER\b/.test(script)) {
    const { url } = stack.use(await server.open({ bound: false }));
    variables.set("MY_SERVER", url.secret.reveal());
  }
  return variables;
}

/** Runs SQL on the socket of a URL and gives the rows of its last statement, columns between tabs. */
export async function mysqlSql(url: string, sql: string): Promise<string> {
  const [, path = "", query = ""] = /@([^?]+)(?:\?(.*))?$/.exec(url) ?? [];
  const schema = new URLSearchParams(query).get("database") ?? undefined;
  await using session = await openMysqlSession(path, { schema });
  const rows = (await session.run(sql)).at(-1) ?? [];
  return rows
    .map(
      (row) =>
        `${Object.values(row)
          .map((value) =>
            value === null ? "NULL" : typeof value === "string" ? value : JSON.stringify(value),
          )
          .join("\t")}\n`,
    )
    .join("");
}
