import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Figure } from "./bench.ts";
import { medianRun, runProgram } from "./measure.ts";
import { bundledCli } from "./programs.ts";
import { benchSchema } from "./schema.ts";

/** `atlas schema inspect` of an SQLite file, beside reading its text with the library alone. */
export async function benchSqlite(tables: number): Promise<readonly Figure[]> {
  const cli = await bundledCli();
  const folder = mkdtempSync(join(tmpdir(), "atlas-bench-"));
  try {
    const file = join(folder, `${tables}.db`);
    const database = new DatabaseSync(file);
    database.exec(`BEGIN; ${benchSchema(tables, "sqlite")} COMMIT`);
    const started = performance.now();
    database.prepare("SELECT sql FROM sqlite_master").all();
    const readMs = performance.now() - started;
    database.close();
    const cost = await medianRun(5, () =>
      runProgram([cli, "schema", "inspect", "--url", `sqlite://${file}`, "--format", "{{ sql . }}"]),
    );
    return [
      {
        what: `inspect SQLite, ${tables} tables`,
        budget: tables === 1_000 ? "200 ms" : "linear",
        figures: { wallMs: cost.wallMs, cpuMs: cost.cpuMs, maxRssMb: cost.maxRssMb, bareReadMs: readMs },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
