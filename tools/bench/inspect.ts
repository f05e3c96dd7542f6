import { Secret } from "../../packages/core/src/index.ts";
import { postgres } from "../../packages/dialect-postgres/src/index.ts";
import type { Figure } from "./bench.ts";
import { medianRun, runProgram } from "./measure.ts";
import { bundledCli } from "./programs.ts";
import { benchSchema } from "./schema.ts";
import { benchServer, pgDumpMs } from "./server.ts";

const budgets = new Map([
  [100, "linear"],
  [1_000, "600 ms, 10 round trips, 160 MB"],
  [10_000, "6 s, 700 MB, linear"],
]);

/** `atlas schema inspect` as SQL and JSON, beside pg_dump of the same database. */
export async function benchInspect(): Promise<readonly Figure[]> {
  const cli = await bundledCli();
  await using server = await benchServer();
  const figures: Figure[] = [];
  for (const [tables, budget] of budgets) {
    const url = await server.database(benchSchema(tables, "postgres"));
    const times = tables > 5_000 ? 3 : 5;
    const inspect = (format: string) =>
      medianRun(times, () => runProgram([cli, "schema", "inspect", "--url", url, "--format", format]));
    const sql = await inspect("{{ sql . }}");
    const json = await inspect("{{ json . }}");
    const dumpMs = await pgDumpMs(url);
    figures.push({
      what: `inspect PostgreSQL, ${tables} tables`,
      budget,
      figures: {
        sqlWallMs: sql.wallMs,
        jsonWallMs: json.wallMs,
        cpuMs: sql.cpuMs,
        maxRssMb: sql.maxRssMb,
        roundTrips: await roundTripsOf(url),
        ...(dumpMs !== undefined && { pgDumpMs: dumpMs, ratioToPgDump: sql.wallMs / dumpMs }),
      },
    });
  }
  return figures;
}

/** Everything from connecting to closing, as the driver counts it. */
async function roundTripsOf(url: string): Promise<number> {
  await using driver = await postgres.connect(postgres.parseUrl(new Secret(url)));
  await driver.inspect({ schemas: [] });
  return driver.roundTrips;
}
