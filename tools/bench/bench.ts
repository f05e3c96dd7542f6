// The figures of the design's budgets: `npm run bench`, or `npm run bench -- start inspect` for some.
//
// Every figure is measured from outside, on real servers, beside a baseline of the same run; read ratios.
import { readFileSync, writeFileSync } from "node:fs";
import { benchApply } from "./apply.ts";
import { benchInspect } from "./inspect.ts";
import { benchOperator } from "./operator.ts";
import { benchSqlite } from "./sqlite.ts";
import { benchStart } from "./start.ts";
import { benchTenants } from "./tenants.ts";

/** One row of the table: what was measured, its figures by name with the unit in the name, its budget. */
export interface Figure {
  readonly what: string;
  readonly budget: string;
  readonly figures: Readonly<Record<string, number>>;
}

const sections: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  start: benchStart,
  inspect: benchInspect,
  apply: benchApply,
  sqlite: benchSqlite,
  operator: benchOperator,
  tenants: benchTenants,
};

const resultsFile = "bench/results.json";
const wanted = process.argv.slice(2);
const names = Object.keys(sections).filter((name) => wanted.length === 0 || wanted.includes(name));
const results: Record<string, readonly Figure[]> = readResults();
for (const name of names) {
  const section = sections[name];
  if (!section) continue;
  const figures = await section();
  results[name] = figures;
  for (const figure of figures) print(figure);
}
writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`);

function readResults(): Record<string, readonly Figure[]> {
  try {
    return JSON.parse(readFileSync(resultsFile, "utf8")) as Record<string, readonly Figure[]>; // We wrote it.
  } catch {
    return {};
  }
}

function print(figure: Figure): void {
  const figures = Object.entries(figure.figures)
    .map(([name, value]) => `${name} ${value < 10 ? value.toFixed(2) : value.toFixed(0)}`)
    .join(", ");
  console.log(`${figure.what}: ${figures}  (budget: ${figure.budget})`);
}
