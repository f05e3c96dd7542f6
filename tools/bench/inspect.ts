import { type Dialect, Secret } from "../../packages/core/src/index.ts";
import { postgres } from "../../packages/dialect-postgres/src/index.ts";
import { shopSchema } from "../../packages/testing/src/large/postgres-schema.ts";
import type { Figure } from "./bench.ts";
import { type Cost, medianRun, runProgram } from "./measure.ts";
import { bundledCli } from "./programs.ts";
import { benchSchema } from "./schema.ts";
import { benchServer, pgDumpMs } from "./server.ts";

const budgets = new Map([
  [100, "linear"],
  [1_000, "600 ms, 10 round trips, 160 MB, HCL 1.3 × SQL"],
  [10_000, "6 s, 700 MB, linear"],
]);

/** `atlas schema inspect` of tables as SQL, JSON and HCL, beside pg_dump of the same database. */
export async function benchInspect(tables: number): Promise<readonly Figure[]> {
  await using server = await benchServer();
  const url = await server.database(benchSchema(tables, "postgres"));
  return [
    await inspected(`inspect PostgreSQL, ${tables} tables`, budgets.get(tables) ?? "linear", url, tables),
  ];
}

/** The same of a schema with every kind of object, and a comparison of the database with itself. */
export async function benchMixed(tables: number): Promise<readonly Figure[]> {
  await using server = await benchServer();
  const url = await server.database(shopSchema(tables), { bound: false });
  const cli = await bundledCli();
  const diff = await medianRun(3, () => runProgram([cli, "schema", "diff", "--from", url, "--to", url]));
  return [
    await inspected(`inspect PostgreSQL, ${tables} tables among all kinds of objects`, "linear", url, tables),
    {
      what: `no-op diff, database to database, ${tables} tables among all kinds of objects`,
      budget: "linear",
      figures: { ...costFigures(diff) },
    },
  ];
}

async function inspected(what: string, budget: string, url: string, tables: number): Promise<Figure> {
  const { figures } = await inspectFigures(url, tables, postgres);
  const dumpMs = await pgDumpMs(url);
  return {
    what,
    budget,
    figures: {
      ...figures,
      ...(dumpMs !== undefined && { pgDumpMs: dumpMs, ratioToPgDump: (figures["sqlWallMs"] ?? 0) / dumpMs }),
    },
  };
}

/** A run for each of SQL, JSON and HCL, the median of several. */
export async function inspectFigures(
  url: string,
  tables: number,
  dialect: Dialect,
): Promise<Pick<Figure, "figures">> {
  const cli = await bundledCli();
  const inspect = (format: string): Promise<Cost> =>
    medianRun(tables > 5_000 ? 3 : 5, () =>
      runProgram([cli, "schema", "inspect", "--url", url, "--format", format]),
    );
  const sql = await inspect("{{ sql . }}");
  const json = await inspect("{{ json . }}");
  const hcl = await inspect("{{ hcl . }}");
  return {
    figures: {
      sqlWallMs: sql.wallMs,
      jsonWallMs: json.wallMs,
      hclWallMs: hcl.wallMs,
      sqlCpuMs: sql.cpuMs,
      jsonCpuMs: json.cpuMs,
      hclCpuMs: hcl.cpuMs,
      serverCpuMs: sql.serverCpuMs,
      maxRssMb: Math.max(sql.maxRssMb, json.maxRssMb, hcl.maxRssMb),
      ratioHclToSql: hcl.wallMs / sql.wallMs,
      roundTrips: await roundTripsOf(url, dialect),
    },
  };
}

/** What a run cost, as a row shows it. */
export function costFigures({ wallMs, cpuMs, serverCpuMs, maxRssMb }: Cost): Figure["figures"] {
  return { wallMs, cpuMs, serverCpuMs, maxRssMb };
}

/** Everything from connecting to closing, as the driver counts it. */
async function roundTripsOf(url: string, dialect: Dialect): Promise<number> {
  await using driver = await dialect.connect(dialect.parseUrl(new Secret(url)));
  await driver.inspect({ schemas: [] });
  return driver.roundTrips;
}
