import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type MentionedName, mentionedNames } from "./mentions.ts";

/** The names of a text that stand at a position, with their schemas. */
function namesAt(position: MentionedName["position"], sql: string): string {
  return mentionedNames(sql)
    .filter((mentioned) => mentioned.position === position)
    .map(({ name, qualifier }) => (qualifier === undefined ? name : `${qualifier}.${name}`))
    .join(" ");
}

describe("the names in an SQL text", () => {
  const relations: Readonly<Record<string, string>> = {
    "SELECT a, b FROM t WHERE c > d": "t",
    "SELECT s.a FROM app.t AS s (a, b), u, LATERAL f(x, y) JOIN v USING (k), w ORDER BY o, p": "app.t u v w",
    "SELECT * FROM (a JOIN (b CROSS JOIN c) ON a.x = b.x), d": "a b c d",
    "SELECT EXTRACT(year FROM c), substring(d FROM 1), e IS DISTINCT FROM f FROM ONLY t": "t",
    "INSERT INTO log (a, b) SELECT c, d FROM t ON CONFLICT DO UPDATE SET e = 1": "log t",
    "UPDATE t SET a = b FROM u WHERE c IN (SELECT d FROM v)": "t u v",
    "DELETE FROM t USING u, v WHERE x": "t u v",
    'SELECT "FROM", x FROM "A b"."c"': "A b.c",
    "WITH w AS (SELECT 1 FROM t) SELECT count(*), (SELECT max(q) FROM u) FROM w": "t u w",
    "SELECT a FROM t UNION SELECT b, c FROM u": "t u",
  };
  for (const [sql, names] of Object.entries(relations))
    it(`tell tables apart: ${sql}`, () => {
      assert.equal(namesAt("relation", sql), names);
    });

  it("tell calls, types and names in literals apart", () => {
    const sql =
      "f(status, app.g(1)) || CAST(x AS mood)::text || 'total'::app.mood || nextval('app.s'::regclass)";
    assert.equal(namesAt("call", sql), "f app.g CAST nextval");
    assert.equal(namesAt("type", sql), "mood text app app.mood regclass");
    assert.equal(namesAt("name", sql), "app app.s");
    assert.match(namesAt("value", sql), /\bstatus\b/);
    assert.doesNotMatch(JSON.stringify(mentionedNames(sql)), /total/);
  });

  it("know a text that is a name alone", () => {
    for (const sql of ["mood", " app.mood[] ", "numeric(6,2)", '"a b"."c"'])
      assert.ok(
        mentionedNames(sql).every(({ position }) => position === "alone"),
        sql,
      );
    assert.equal(namesAt("alone", "a + b"), "");
  });

  it("end with any text", () => {
    const pieces = [
      "FROM",
      " ",
      "(",
      ")",
      ",",
      ".",
      "::",
      "'",
      '"',
      "[",
      "]",
      "--",
      "/*",
      "*/",
      "\n",
      "a",
      "USING",
      "CAST(",
      " AS ",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        assert.ok(Array.isArray(mentionedNames(parts.join(""))));
      }),
    );
    assert.equal(mentionedNames("FROM a(".repeat(20_000)).length, 20_000);
    assert.equal(mentionedNames("'".repeat(100_001)).length, 0);
    assert.ok(mentionedNames("[".repeat(50_000)).length === 0);
  });
});
