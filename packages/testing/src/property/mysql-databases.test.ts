import { after } from "node:test";
import type { Census } from "../corpus/census-postgres.ts";
import { censusOfMysql } from "../corpus/census-mysql.ts";
import { closeServers, mysqlServers, type TestDatabase } from "../databases.ts";
import { testLaws } from "./laws.ts";
import { mysqlDatabases } from "./mysql/databases.ts";

after(closeServers);

for (const server of mysqlServers())
  testLaws(
    { ...server, label: `a whole ${server.label}`, open: () => server.open({ bound: false }) },
    mysqlDatabases(server.flavour),
    censusOfAll,
    { runs: 6, plans: 12 },
  );

/** Of each schema that is none of the server's own. */
async function censusOfAll(database: TestDatabase): Promise<Census> {
  const [rows = []] = await database.raw(`SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA
    WHERE SCHEMA_NAME NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY 1`);
  const all: Record<string, readonly string[]> = {};
  for (const { name } of rows) {
    const schema = String(name);
    await database.raw(`USE \`${schema}\``);
    for (const [topic, lines] of Object.entries(await censusOfMysql(database)))
      all[`${schema}: ${topic}`] = lines;
  }
  return all;
}
