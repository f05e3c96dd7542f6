import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dialect, type Driver, Secret } from "../../packages/core/src/index.ts";
import { createDevDatabases, type DevDatabases, findBuilds } from "../../packages/dev-database/src/index.ts";
import { mysql } from "../../packages/dialect-mysql/src/index.ts";
import { postgres } from "../../packages/dialect-postgres/src/index.ts";
import { sqlite } from "../../packages/dialect-sqlite/src/index.ts";
import { computeSum, directoryOf, readDirectory } from "../../packages/migrate/src/index.ts";
import { applyMigrations } from "../../packages/workflows/src/index.ts";
import type { Figure } from "./bench.ts";
import { type Cost, medianRun, runProgram } from "./measure.ts";
import { bundledCli } from "./programs.ts";

const files = 500;

/** A database family under measurement. */
interface Contestant {
  readonly title: string;
  readonly dialect: Dialect;
  readonly devUrl: string;
  /** An empty database, until the bench ends. */
  readonly open: () => Promise<string>;
  readonly applyBudget: string;
}

export type MigrateFamily = "postgres" | "sqlite" | "mariadb";

/** 500 migration files: run, looked at, checked and gone on with; the rows of the design's budgets. */
export async function benchMigrate(family: MigrateFamily): Promise<readonly Figure[]> {
  await using databases = createDevDatabases();
  const folder = mkdtempSync(join(tmpdir(), "atlas-bench-"));
  try {
    const contestant = contestantOf(family, databases, folder);
    return contestant === undefined ? [] : await measure(contestant, databases, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function contestantOf(
  family: MigrateFamily,
  databases: DevDatabases,
  folder: string,
): Contestant | undefined {
  if (family === "sqlite") {
    let count = 0;
    return {
      title: "SQLite",
      dialect: sqlite,
      devUrl: "sqlite://dev?mode=memory",
      open: async () => `sqlite://${join(folder, `${count++}.db`)}`,
      applyBudget: "500 ms",
    };
  }
  const build = findBuilds({ env: process.env }).find(({ flavour }) => flavour === "mariadb");
  if (family === "mariadb" && build === undefined) {
    console.log("there is no MariaDB on this machine: npm test provides one");
    return undefined;
  }
  const devUrl =
    family === "postgres"
      ? "embedded://postgres/16/dev?search_path=public"
      : `embedded://mariadb/${build?.version ?? ""}/dev`;
  return {
    title: family === "postgres" ? "PostgreSQL 16" : `MariaDB ${build?.version ?? ""}`,
    dialect: family === "postgres" ? postgres : mysql,
    devUrl,
    open: async () => {
      const database = await databases.acquire({
        url: new Secret(devUrl),
        dialect: family === "postgres" ? "postgres" : "mysql",
        targetVersion: undefined,
        bound: true,
      });
      return database.url.reveal();
    },
    applyBudget: family === "postgres" ? "800 ms, 3 round trips a file" : "3 round trips a file",
  };
}

async function measure(
  contestant: Contestant,
  databases: DevDatabases,
  folder: string,
): Promise<readonly Figure[]> {
  const { title, devUrl, open } = contestant;
  const cli = await bundledCli();
  const dir = join(folder, "migrations");
  writeDirectory(dir, files);
  const url = await open();
  const run = (args: readonly string[], cache: string, expectExit = 0): Promise<Cost> =>
    runProgram([cli, "migrate", ...args, "--dir", `file://${dir}`], {
      env: { XDG_CACHE_HOME: join(folder, cache) },
      expectExit,
    });

  const first = await run(["apply", "--url", url], "apply");
  const again = await medianRun(5, () => run(["apply", "--url", url], "apply"));
  const status = await medianRun(5, () => run(["status", "--url", url], "apply"));
  const trips = await roundTrips(contestant, dir, await open(), databases);
  const cold = await run(["validate", "--dev-url", devUrl], "validate");
  const warm = await medianRun(5, () => run(["validate", "--dev-url", devUrl], "validate"));
  const desired = ["diff", "more", "--to", url, "--dev-url", devUrl];
  const coldDiff = await run(desired, "diff");
  const warmDiff = await medianRun(5, () => run(desired, "diff"));
  const known = await run(["lint", "--latest", "1", "--dev-url", devUrl], "validate");
  // One more file than what is known.
  writeDirectory(dir, files + 1);
  const lint = await run(["lint", "--latest", "1", "--dev-url", devUrl], "validate");
  const relint = await medianRun(3, () => run(["lint", "--latest", "1", "--dev-url", devUrl], "validate"));
  const more = await run(["validate", "--dev-url", devUrl], "validate");
  return [
    {
      what: `migrate apply, ${files} files, ${title}`,
      budget: contestant.applyBudget,
      figures: {
        ...costs(first),
        statementsPerFile: 2,
        roundTrips: trips.first,
        roundTripsPerFile: trips.first / files,
      },
    },
    {
      what: `migrate apply, nothing to do, ${title}`,
      budget: "100 ms, 4 round trips",
      figures: { ...costs(again), roundTrips: trips.again },
    },
    { what: `migrate status, nothing to do, ${title}`, budget: "100 ms", figures: costs(status) },
    { what: `migrate validate, ${files} files, first, ${title}`, budget: "1,500 ms", figures: costs(cold) },
    { what: `migrate validate, unchanged, ${title}`, budget: "300 ms", figures: costs(warm) },
    { what: `migrate validate, one file more, ${title}`, budget: "300 ms", figures: costs(more) },
    { what: `migrate diff, ${files} files, first, ${title}`, budget: "1,500 ms", figures: costs(coldDiff) },
    { what: `migrate diff, unchanged, ${title}`, budget: "300 ms", figures: costs(warmDiff) },
    {
      what: `migrate lint, one new file among ${files}, ${title}`,
      budget: "400 ms warm",
      figures: { ...costs(lint), againMs: relint.wallMs, firstMs: known.wallMs },
    },
  ];
}

function costs(cost: Cost): Readonly<Record<string, number>> {
  return {
    wallMs: cost.wallMs,
    cpuMs: cost.cpuMs,
    serverCpuMs: cost.serverCpuMs,
    maxRssMb: cost.maxRssMb,
  };
}

/** Files of a table with an index each, and their checksum. */
function writeDirectory(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  const texts = Array.from({ length: count }, (_, at) => ({
    name: `${20_200_101_000_000 + at}_table_${at}.sql`,
    text:
      `-- Create "t${at}" table\n` +
      `CREATE TABLE t${at} (id int NOT NULL, name varchar(100) NOT NULL, age int, note text, PRIMARY KEY (id));\n` +
      `-- Create index "t${at}_name" to table: "t${at}"\n` +
      `CREATE INDEX t${at}_name ON t${at} (name);\n`,
  }));
  for (const { name, text } of texts) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "atlas.sum"), computeSum(directoryOf(folder, "atlas", texts).files));
}

/** All that runs ask of their target from connecting on, as its driver counts it. */
async function roundTrips(
  { dialect }: Contestant,
  dir: string,
  url: string,
  devDatabases: DevDatabases,
): Promise<{ readonly first: number; readonly again: number }> {
  const directory = await readDirectory(`file://${dir}`);
  const run = async (): Promise<number> => {
    const drivers: Driver[] = [];
    const counted: Dialect = {
      ...dialect,
      connect: async (...args) => {
        const driver = await dialect.connect(...args);
        drivers.push(driver);
        return driver;
      },
    };
    await applyMigrations(
      {
        url: new Secret(url),
        directory,
        allowDirty: false,
        execOrder: "linear",
        txMode: "file",
        dryRun: false,
        lock: { timeoutMs: 10_000 },
        operatorVersion: "bench",
        hooks: [],
      },
      { dialects: [counted], devDatabases, cacheDir: undefined },
      { signal: new AbortController().signal },
    );
    return drivers.reduce((sum, driver) => sum + driver.roundTrips, 0);
  };
  return { first: await run(), again: await run() };
}
