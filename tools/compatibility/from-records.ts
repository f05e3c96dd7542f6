import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Evidence } from "./evidence.ts";

/** Files that tests of HCL keep: what was written by us, read again, and made the same schema. */
const records: readonly (readonly [dialect: string, name: string, test: string])[] = [
  ["postgres", "postgres-16", "packages/testing/src/hcl/round-trip.test.ts"],
  ["postgres", "postgres-18", "packages/testing/src/hcl/round-trip.test.ts"],
  ["sqlite", "sqlite", "packages/testing/src/hcl/sqlite.test.ts"],
  ["mysql", "mysql-9", "packages/testing/src/hcl/mysql.test.ts"],
  ["mysql", "mariadb-10", "packages/testing/src/hcl/mysql.test.ts"],
  ["mysql", "mariadb-11", "packages/testing/src/hcl/mysql.test.ts"],
];

export function fromRecords(evidence: Evidence): void {
  for (const [dialect, name, test] of records) {
    const file = `tools/compatibility/evidence/hcl-${name}.json`;
    if (!existsSync(file)) continue;
    // Written by that test, of this shape.
    for (const word of JSON.parse(readFileSync(file, "utf8")) as readonly string[])
      evidence.works(`hcl ${dialect} ${word}`, test);
  }
}

const functionTests = "packages/hcl/src/functions.test.ts";

/** The functions of expressions in the table of calls with what they return. */
export function fromFunctionTests(evidence: Evidence): void {
  const [, table = ""] = /^const calls\b[^\n]*\n(.*?)^\];/ms.exec(readFileSync(functionTests, "utf8")) ?? [];
  for (const [, name] of table.matchAll(/\b([a-z][a-z0-9]*)\(/g))
    evidence.works(`function ${name}`, functionTests);
}

const typeTests = "packages/dialect-postgres/src/hcl-types.test.ts";

/** The types of PostgreSQL in the table of types with what SQL says for them. */
export function fromTypeTests(evidence: Evidence): void {
  const text = readFileSync(typeTests, "utf8");
  const rows = [...text.matchAll(/^ {2}\["([a-z0-9_]+)[("]/gm)].map(([, name]) => name);
  const [, list = ""] = /^ {2}\.\.\.\((.*?)\.split/ms.exec(text) ?? [];
  for (const name of [...rows, ...(list.match(/[a-z0-9_]+/g) ?? [])])
    evidence.works(`hcl postgres type ${name}`, typeTests);
}

/** The codes of lint whose pages have a sample that fails and one that passes: tests run them on real servers. */
export function fromLintPages(evidence: Evidence): void {
  for (const file of globSync("docs/lint/*.md")) {
    const text = readFileSync(file, "utf8");
    if (/^```sql \S+ finds$/m.test(text) && /^```sql \S+ passes$/m.test(text))
      evidence.works(`code ${basename(file, ".md")}`, file);
  }
}
