import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "./bench.ts";
import { type Cost, runProgram } from "./measure.ts";
import { bundledCli } from "./programs.ts";
import { benchServer } from "./server.ts";

/** Schemas of one database; the larger number is what the smaller is compared with. */
const counts = (process.env["ATLAS_BENCH_TENANTS"] ?? "100,1500").split(",").map(Number);
const concurrency = 8;

/**
 * `atlas schema apply` on one schema for each tenant, of four tables and a view, in one database: once with nothing
 * to do, and once with a column to add to each.
 */
export async function benchTenants(): Promise<readonly Figure[]> {
  const cli = await bundledCli();
  const folder = mkdtempSync(join(tmpdir(), "atlas-bench-"));
  const config = join(folder, "atlas.hcl");
  const schema = join(folder, "schema.sql");
  writeFileSync(config, projectFile(schema));
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
      writeFileSync(schema, tables);
      figures.push(figure(`${count} tenants, nothing to do`, count, "60 ms each", await apply()));
      writeFileSync(schema, `${tables}\nALTER TABLE logs ADD COLUMN extra text;`);
      figures.push(figure(`${count} tenants, a column to add`, count, "200 ms each", await apply()));
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What each tenant has. */
const tables = `CREATE TYPE status AS ENUM ('new', 'done');
CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, created timestamptz DEFAULT now());
CREATE TABLE orgs (id int PRIMARY KEY, title text NOT NULL DEFAULT 'x', owner bigint REFERENCES users (id), state status DEFAULT 'new');
CREATE INDEX orgs_title ON orgs (title);
CREATE TABLE items (id uuid PRIMARY KEY, org int REFERENCES orgs (id) ON DELETE CASCADE, quantity int CHECK (quantity > 0));
CREATE TABLE logs (id bigserial, at timestamptz, body jsonb);
CREATE VIEW emails AS SELECT id, email FROM users;`;

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
      (name) =>
        `CREATE SCHEMA ${name}; INSERT INTO public.tenants VALUES ('${name}'); SET search_path = ${name};\n${tables}`,
    ),
    "RESET search_path;",
  ].join("\n");
}

function figure(what: string, count: number, budget: string, cost: Cost): Figure {
  return {
    what,
    budget,
    figures: {
      wallMs: cost.wallMs,
      wallMsEach: cost.wallMs / count,
      cpuMsEach: cost.cpuMs / count,
      maxRssMb: cost.maxRssMb,
    },
  };
}
