import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "./bench.ts";
import { type Cost, medianRun, runProgram } from "./measure.ts";
import { bundledCli } from "./programs.ts";
import { benchSchema } from "./schema.ts";
import { benchServer } from "./server.ts";

const tables = 1_000;
const devUrl = "docker://postgres/15/dev?search_path=public";

/** `atlas schema apply` of a thousand tables from an SQL file: nothing to do, and one column more. */
export async function benchApply(): Promise<readonly Figure[]> {
  const cli = await bundledCli();
  const folder = mkdtempSync(join(tmpdir(), "atlas-bench-"));
  try {
    await using server = await benchServer();
    const sql = benchSchema(tables, "postgres");
    const url = await server.database(sql);
    const file = join(folder, "schema.sql");
    const changed = join(folder, "changed.sql");
    writeFileSync(file, sql);
    writeFileSync(changed, sql.replace("  note text,", "  note text,\n  extra text,"));
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
      figure("no-op apply, 1,000 tables, from an SQL file, first time", "3 s", first),
      figure("same, desired state unchanged since last time", "1 s", again),
      beside("one changed table among 1,000, planned and proven, first time", firstChanged, first),
      beside("same, desired state unchanged since last time", one, again),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A change beside the no-op under the same conditions. */
function beside(what: string, cost: Cost, noop: Cost): Figure {
  const { figures } = figure("", "", cost);
  return { what, budget: "1.2 × the no-op", figures: { ...figures, ratioToNoop: cost.wallMs / noop.wallMs } };
}

function figure(what: string, budget: string, cost: Cost): Figure {
  return { what, budget, figures: { wallMs: cost.wallMs, cpuMs: cost.cpuMs, maxRssMb: cost.maxRssMb } };
}
