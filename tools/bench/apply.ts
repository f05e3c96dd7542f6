import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "../../packages/core/src/index.ts";
import { postgres } from "../../packages/dialect-postgres/src/index.ts";
import type { Figure } from "./bench.ts";
import { costFigures } from "./inspect.ts";
import { type Cost, medianRun, runProgram } from "./measure.ts";
import { bundledCli } from "./programs.ts";
import { benchSchema } from "./schema.ts";
import { benchServer } from "./server.ts";

const tables = 1_000;

/** `atlas schema apply` of a thousand tables from a file: nothing to do, and one column more. */
export async function benchApply(language: "sql" | "hcl"): Promise<readonly Figure[]> {
  await using server = await benchServer();
  const sql = benchSchema(tables, "postgres");
  const url = await server.database(sql);
  return await applyFigures({
    url,
    devUrl: "docker://postgres/15/dev?search_path=public",
    language,
    text: language === "sql" ? sql : await hclOf(url),
    from: `from ${language === "sql" ? "an SQL" : "an HCL"} file`,
  });
}

interface Applied {
  /** The database that has these tables already. */
  readonly url: string;
  readonly devUrl: string;
  readonly language: "sql" | "hcl";
  /** The file. */
  readonly text: string;
  /** For the titles of the rows: `from an SQL file`. */
  readonly from: string;
}

/** With an empty cache and with a full one; what is changed beside what is not. */
export async function applyFigures({
  url,
  devUrl,
  language,
  text,
  from,
}: Applied): Promise<readonly Figure[]> {
  const cli = await bundledCli();
  const folder = mkdtempSync(join(tmpdir(), "atlas-bench-"));
  try {
    const file = join(folder, `schema.${language}`);
    const changed = join(folder, `changed.${language}`);
    writeFileSync(file, text);
    writeFileSync(changed, language === "sql" ? withColumn.sql(text) : withColumn.hcl(text));
    const apply = (to: string, cache: string): Promise<Cost> =>
      runProgram(
        [cli, "schema", "apply", "--url", url, "--to", `file://${to}`, "--dev-url", devUrl, "--dry-run"],
        { env: { XDG_CACHE_HOME: cache } },
      );
    let fresh = 0;
    const coldCache = (): string => join(folder, `cache-${fresh++}`);
    await apply(file, coldCache());

    const warmCache = join(folder, "warm");
    await apply(file, warmCache);
    await apply(changed, warmCache);
    // Without the template of the server binaries a cold run would measure initdb, not the work.
    const first = await medianRun(3, () => {
      const cache = coldCache();
      return apply(changed, cache).then(() => apply(file, cache));
    });
    const firstChanged = await medianRun(3, () => {
      const cache = coldCache();
      return apply(file, cache).then(() => apply(changed, cache));
    });
    const again = await medianRun(5, () => apply(file, warmCache));
    const one = await medianRun(5, () => apply(changed, warmCache));
    return [
      figure(`no-op apply, 1,000 tables, ${from}, first time`, "3 s", first),
      figure(`no-op apply, 1,000 tables, ${from}, unchanged since last time`, "1 s", again),
      beside(`one changed table among 1,000, ${from}, planned and proven, first time`, firstChanged, first),
      beside(`one changed table among 1,000, ${from}, unchanged since last time`, one, again),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same schema with one column more in its first table. */
const withColumn = {
  sql: (text: string): string => text.replace("  note text,", "  note text,\n  extra text,"),
  hcl: (text: string): string =>
    text.replace(
      '  column "note" {',
      '  column "extra" {\n    null = true\n    type = text\n  }\n  column "note" {',
    ),
};

async function hclOf(url: string): Promise<string> {
  await using driver = await postgres.connect(postgres.parseUrl(new Secret(url)));
  return postgres.hcl.print(await driver.inspect({ schemas: [] }), "public");
}

/** A change beside the no-op under the same conditions. */
function beside(what: string, cost: Cost, noop: Cost): Figure {
  const { figures } = figure(what, "1.2 × the no-op", cost);
  return { what, budget: "1.2 × the no-op", figures: { ...figures, ratioToNoop: cost.wallMs / noop.wallMs } };
}

function figure(what: string, budget: string, cost: Cost): Figure {
  return { what, budget, figures: costFigures(cost) };
}
