import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseRule, parseTrigger } from "./trigger-text.ts";

describe("the text of a trigger", () => {
  it("gives its condition and its arguments, whatever names and literals hold", () => {
    const text = `CREATE TRIGGER "EXECUTE FUNCTION f('a') WHEN (" BEFORE UPDATE OF "when" ON public."t WHEN (" FOR EACH ROW WHEN (CASE WHEN (new.v = ') EXECUTE FUNCTION g('::text) THEN true END) EXECUTE FUNCTION public."f('x')"('it''s', E'a\\\\b''c', '')`;
    assert.deepEqual(parseTrigger(text), {
      when: "CASE WHEN (new.v = ') EXECUTE FUNCTION g('::text) THEN true END",
      args: ["it's", "a\\b'c", ""],
    });
  });

  it("has no condition where none is written", () => {
    assert.deepEqual(parseTrigger("CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE PROCEDURE f()"), {
      args: [],
    });
  });
});

describe("the text of a rule", () => {
  it("gives its condition and its action", () => {
    const text = `CREATE RULE "DO INSTEAD" AS\n    ON UPDATE TO public."WHERE"\n   WHERE (old.v = ' DO INSTEAD NOTHING'::text) DO INSTEAD ( INSERT INTO u (a) SELECT b FROM t WHERE (c);\n NOTIFY x;\n);`;
    assert.deepEqual(parseRule(text), {
      where: "(old.v = ' DO INSTEAD NOTHING'::text)",
      action: "( INSERT INTO u (a) SELECT b FROM t WHERE (c);\n NOTIFY x;\n)",
    });
  });

  it("keeps DO NOTHING and conditions of the action where they belong", () => {
    assert.deepEqual(
      parseRule("CREATE RULE r AS\n ON DELETE TO t DO DELETE FROM u\n  WHERE (u.a = old.a);"),
      { action: "DELETE FROM u\n  WHERE (u.a = old.a)" },
    );
    assert.deepEqual(parseRule("CREATE RULE r AS\n ON DELETE TO t DO INSTEAD NOTHING;"), {
      action: "NOTHING",
    });
  });
});
