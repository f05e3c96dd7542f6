import { Secret } from "../../packages/core/src/index.ts";
import {
  createDevDatabases,
  findBuilds,
  type Flavour,
  flavourTitles,
} from "../../packages/dev-database/src/index.ts";
import { mysql } from "../../packages/dialect-mysql/src/index.ts";
import { splitStatements } from "../../packages/sql/src/index.ts";
import { applyFigures } from "./apply.ts";
import type { Figure } from "./bench.ts";
import { inspectFigures } from "./inspect.ts";
import { benchSchema } from "./schema.ts";

const tables = 1_000;
const budgets = {
  mysql: "400 ms, 10 round trips, HCL 1.3 × SQL",
  mariadb: "500 ms, 10 round trips, HCL 1.3 × SQL",
} as const satisfies Readonly<Record<Flavour, string>>;

/** Inspection and no-op runs on the first server of that flavour that is on this machine; no rows where there is none. */
export async function benchMysql(flavour: Flavour): Promise<readonly Figure[]> {
  const build = findBuilds({ env: process.env }).find((each) => each.flavour === flavour);
  if (build === undefined) {
    console.log(`there is no ${flavourTitles[flavour]} on this machine: npm test provides one`);
    return [];
  }
  const title = `${flavourTitles[flavour]} ${build.version}`;
  const devUrl = `embedded://${flavour}/${build.version}/dev`;
  await using databases = createDevDatabases();
  await using database = await databases.acquire({
    url: new Secret(devUrl),
    dialect: "mysql",
    targetVersion: undefined,
    bound: true,
  });
  const text = benchSchema(tables, "mysql");
  {
    await using driver = await mysql.connect(mysql.parseUrl(database.url));
    await driver.runScript(splitStatements(text, "bench.sql", mysql.syntax));
  }
  const url = database.url.reveal();
  const { figures } = await inspectFigures(url, tables, mysql);
  return [
    { what: `inspect ${title}, ${tables} tables`, budget: budgets[flavour], figures },
    ...(await applyFigures({ url, devUrl, language: "sql", text, from: `from an SQL file, ${title}` })),
  ];
}
