import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "./bench.ts";
import { type Cost, runProgram } from "./measure.ts";
import { bundledCli } from "./programs.ts";
import { benchServer } from "./server.ts";

/** Schemas of one database; the larger number is what the smaller is compared with. */
const counts = (process.env["ATLAS_BENCH_TENANTS"] ?? "150,1500").split(",").map(Number);
const concurrency = 4;

/**
 * `atlas schema apply` on one schema for each tenant: half of them are empty, half have an older table. Once
 * with a change for each, and once with nothing left to do.
 */
export async function benchTenants(): Promise<readonly Figure[]> {
  const cli = await bundledCli();
  const folder = mkdtempSync(join(tmpdir(), "atlas-bench-"));
  const config = join(folder, "atlas.hcl");
  writeFileSync(join(folder, "schema.sql"), "CREATE TABLE users (id int PRIMARY KEY, email text);");
  writeFileSync(config, projectFile(join(folder, "schema.sql")));
  try {
    const figures: Figure[] = [];
    for (const count of counts) {
      await using server = await benchServer();
      const url = await server.database(tenants(count));
      const apply = (): Promise<Cost> =>
        runProgram(
          [cli, "schema", "apply", "-c", `file://${config}`, "--env", "tenants", "--auto-approve"].concat([
            "--concurrency",
            String(concurrency),
          ]),
          { env: { DB_URL: url, XDG_CACHE_HOME: join(folder, "cache") } },
        );
      figures.push(figure(`${count} tenants, a change for each`, count, await apply()));
      figures.push(figure(`${count} tenants, nothing to do`, count, await apply()));
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function projectFile(schema: string): string {
  return `data "sql" "tenants" {
  url   = getenv("DB_URL")
  query = "SELECT name FROM public.tenants ORDER BY name"
}
env "tenants" {
  for_each = toset(data.sql.tenants.values)
  url      = urlqueryset(getenv("DB_URL"), "search_path", each.value)
  src      = "file://${schema}"
  dev      = "docker://postgres/15/dev?search_path=public"
}
`;
}

function tenants(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `t_${String(index).padStart(5, "0")}`);
  return [
    "CREATE TABLE public.tenants (name text PRIMARY KEY);",
    ...names.map(
      (name, index) =>
        `CREATE SCHEMA ${name}; INSERT INTO public.tenants VALUES ('${name}');` +
        (index % 2 === 0 ? "" : ` CREATE TABLE ${name}.users (id int PRIMARY KEY);`),
    ),
  ].join("\n");
}

function figure(what: string, count: number, cost: Cost): Figure {
  return {
    what,
    budget: "the same for each tenant, whatever their number",
    figures: {
      wallMs: cost.wallMs,
      wallMsEach: cost.wallMs / count,
      cpuMsEach: cost.cpuMs / count,
      maxRssMb: cost.maxRssMb,
    },
  };
}
