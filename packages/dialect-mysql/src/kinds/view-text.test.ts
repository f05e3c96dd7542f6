import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readViewText } from "./view-text.ts";

const isFunction = (schema: string, name: string): boolean => schema === "b" && name === "f";
const bound = (text: string): string =>
  readViewText(text, { schema: "b", bound: "b", isFunction }).definition;

describe("the text of a view", () => {
  it("loses the qualifier of the bound schema, and no other", () => {
    assert.equal(
      bound(
        "select `b`.`t`.`id` AS `id`,`f`(`b`.`t`.`n`,'`b`.`t`') AS `x` from (`b`.`t` join `o`.`t` on(`o`.`t`.`id` = `b`.`t`.`id`))",
      ),
      "select `t`.`id` AS `id`,`f`(`t`.`n`,'`b`.`t`') AS `x` from (`t` join `o`.`t` on(`o`.`t`.`id` = `t`.`id`))",
    );
    assert.equal(
      bound("select nextval(`b`.`s`) AS `n`,`b`.`f`(1) AS `m`"),
      "select nextval(`s`) AS `n`,`f`(1) AS `m`",
    );
  });

  it("keeps an alias that is called like the schema", () => {
    const joined =
      "from (`t` `b` left join (`t` `x` join `t` `y` on(`x`.`id` = `y`.`id`)) on(`b`.`id` = `x`.`id`))";
    const inside = "(select max(`b`.`id`) from `t`) AS `m`";
    assert.equal(
      bound(
        `select \`b\`.\`id\` AS \`id\`,${inside.replaceAll("`t`", "`b`.`t`")},extract(year from \`b\`.\`d\`) AS \`y\` ${joined.replaceAll("`t`", "`b`.`t`")}`,
      ),
      `select \`b\`.\`id\` AS \`id\`,${inside},extract(year from \`b\`.\`d\`) AS \`y\` ${joined}`,
    );
  });

  it("qualifies functions of the view's own schema where no schema is bound", () => {
    const text = "with `c` (`a`) as (select `f`(1)) select `c`.`a` AS `a`,`g`(2) AS `g` from `c`";
    assert.equal(
      readViewText(text, { schema: "b", bound: null, isFunction }).definition,
      text.replace("`f`", "`b`.`f`"),
    );
  });

  it("tells what the query speaks of", () => {
    const { relations, functions, columns } = readViewText(
      "select `b`.`t`.`id` AS `id`,`f`(`v`.`x`) AS `x` from (`b`.`t` join `b`.`v` on(1 = 1))",
      { schema: "b", bound: "b", isFunction },
    );
    assert.deepEqual(relations, [
      { schema: "b", name: "t" },
      { schema: "b", name: "v" },
    ]);
    assert.deepEqual(functions, [{ schema: "b", name: "f" }]);
    assert.deepEqual(columns, [{ schema: "b", name: "t", column: "id" }]);
  });
});
