// The figures of the design's budgets: `npm run bench`, or `npm run bench -- inspect apply-hcl` for some: a word
// stands for all sections that begin with it.
//
// Every figure is measured from outside, on real servers, beside a baseline of the same run; read ratios.
import { readFileSync, writeFileSync } from "node:fs";
import { benchApply } from "./apply.ts";
import { benchInspect, benchMixed } from "./inspect.ts";
import { benchMigrate } from "./migrate.ts";
import { benchMysql } from "./mysql.ts";
import { benchOperator } from "./operator.ts";
import { benchParse } from "./parse.ts";
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
  "inspect-100": () => benchInspect(100),
  "inspect-1000": () => benchInspect(1_000),
  "inspect-10000": () => benchInspect(10_000),
  "mixed-140": () => benchMixed(140),
  "mixed-1000": () => benchMixed(1_000),
  "mixed-10000": () => benchMixed(10_000),
  "apply-sql": () => benchApply("sql"),
  "apply-hcl": () => benchApply("hcl"),
  "parse-hcl": benchParse,
  "sqlite-1000": () => benchSqlite(1_000),
  "sqlite-10000": () => benchSqlite(10_000),
  "mysql-1000": () => benchMysql("mysql"),
  "mariadb-1000": () => benchMysql("mariadb"),
  "migrate-postgres": () => benchMigrate("postgres"),
  "migrate-sqlite": () => benchMigrate("sqlite"),
  "migrate-mariadb": () => benchMigrate("mariadb"),
  operator: benchOperator,
  tenants: benchTenants,
};

const resultsFile = "bench/results.json";
const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean =>
  wanted.length === 0 || wanted.some((word) => name === word || name.startsWith(`${word}-`));
const names = Object.keys(sections).filter(isWanted);
if (names.length === 0)
  throw new Error(`no section is called that; there are ${Object.keys(sections).join(", ")}`);
// Of what is not measured this time the last figures stay, unless its section is no more.
const results: Record<string, readonly Figure[]> = Object.fromEntries(
  Object.entries(readResults()).filter(([name]) => name in sections),
);
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
