import { type Dialect, type Driver, Secret } from "../../packages/core/src/index.ts";
import {
  createDevDatabases,
  type DevDatabases,
  findBuilds,
  type Flavour,
  flavourTitles,
} from "../../packages/dev-database/src/index.ts";
import { mysql } from "../../packages/dialect-mysql/src/index.ts";
import { splitStatements } from "../../packages/sql/src/index.ts";
import { applySchema } from "../../packages/workflows/src/index.ts";
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
    {
      what: `round trips on the target of a no-op apply, ${tables} tables, ${title}`,
      budget: "constant",
      figures: { roundTrips: await roundTripsOfNoOp(url, devUrl, text, databases) },
    },
    ...(await applyFigures({ url, devUrl, language: "sql", text, from: `from an SQL file, ${title}` })),
  ];
}

/** All that a run asks of its target, as its driver counts it. */
async function roundTripsOfNoOp(
  url: string,
  devUrl: string,
  text: string,
  devDatabases: DevDatabases,
): Promise<number> {
  const drivers: Driver[] = [];
  const counted: Dialect = {
    ...mysql,
    connect: async (to, options) => {
      const driver = await mysql.connect(to, options);
      if (to.secret.reveal() === url) drivers.push(driver);
      return driver;
    },
  };
  const { outcome } = await applySchema(
    {
      url: new Secret(url),
      to: [{ type: "text", name: "bench.sql", text }],
      devUrl: new Secret(devUrl),
      policy: { skip: [] },
      schemas: [],
      exclude: [],
      indent: "",
      txMode: "file",
      dryRun: true,
      lockTimeoutMs: 10_000,
    },
    { dialects: [counted], devDatabases, cacheDir: undefined },
    async () => ({ verdict: "approved" }),
    { signal: new AbortController().signal },
  );
  if (outcome !== "synced") throw new Error(`nothing should have been to do, and it ended with ${outcome}`);
  return drivers.reduce((sum, { roundTrips }) => sum + roundTrips, 0);
}
