import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Dialect } from "@atlas/core";
import { applyPlan, normalize } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { type ConformanceOptions, plan, sqlOf, stateOf, tablesOf } from "./support.ts";

/** Names go through reading, planning and running as they are. */
export function testNames(dialect: Dialect, options: ConformanceOptions): void {
  const { open } = options;

  describe("names", () => {
    for (const name of hostileNames.filter((one) => options.mayBeNamed?.(one) ?? true)) {
      it(`may be ${JSON.stringify(name)}`, async () => {
        await using target = await open();
        await using dev = await open();
        await using scratch = await dev.connect();
        const source = splitStatements(
          tableNamed(name, dialect, options.textType),
          "names.sql",
          dialect.syntax,
        );
        const desired = await normalize({ driver: scratch, isPrivate: true }, source, { schemas: [] });

        await using driver = await target.connect();
        const empty = await stateOf(driver);
        await applyPlan(driver, plan(dialect, empty, desired));
        const made = await stateOf(driver);
        assert.deepEqual(sqlOf(plan(dialect, made, desired)), []);
        assert.deepEqual(tablesOf(made), [name, `${name.slice(0, 61)}_2`].toSorted());
        await applyPlan(driver, plan(dialect, made, empty));
        assert.deepEqual(tablesOf(await stateOf(driver)), []);
      });
    }
  });
}

/** What identifiers may hold, and what breaks those who forget to quote. */
const hostileNames: readonly string[] = [
  "select",
  "Order",
  "two words",
  "a.b",
  'double"quote',
  "single'quote",
  "back`tick",
  "back\\slash",
  "semi;colon",
  "dollar$$sign",
  "dash--comment",
  "/* comment */",
  "per%cent {brace} [bracket] (paren)",
  "größe",
  "表",
  "🙂",
  "new\nline",
  " leading and trailing ",
  "0123",
  "n".repeat(63),
];

/** A table and its columns, index, key and check, all of that name, and a second table that refers to it. */
function tableNamed(name: string, { syntax }: Dialect, textType = "varchar(80)"): string {
  const mark = syntax.identifierQuotes[0] ?? '"';
  const quote = (text: string): string => mark + text.replaceAll(mark, mark + mark) + mark;
  const literal = name.replaceAll(syntax.backslashEscapes ? /['\\]/g : /'/g, (char) =>
    char === "'" ? "''" : "\\\\",
  );
  const short = name.slice(0, 58);
  const other = quote(`${name.slice(0, 61)}_2`);
  return `CREATE TABLE ${quote(name)} (
      ${quote(name)} integer NOT NULL, v ${textType} DEFAULT '${literal}',
      CONSTRAINT ${quote(`${short}_pk`)} PRIMARY KEY (${quote(name)}),
      CONSTRAINT ${quote(`${short}_ck`)} CHECK (${quote(name)} > 0)
    );
    CREATE INDEX ${quote(`${short}_ix`)} ON ${quote(name)} (${quote(name)}, v);
    CREATE TABLE ${other} (id integer,
      CONSTRAINT ${quote(`${short}_fk`)} FOREIGN KEY (id) REFERENCES ${quote(name)} (${quote(name)}));`;
}
