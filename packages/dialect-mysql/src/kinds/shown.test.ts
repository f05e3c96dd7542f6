import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { argumentTokens, bodyIn, mayLie, settledBody } from "./shown.ts";

const head = "CREATE DEFINER=`a(b`@`h` FUNCTION";

describe("the statement that a server shows of stored code", () => {
  it("ends with the body, behind what says how a routine is to be taken", () => {
    const characteristics =
      "    READS SQL DATA\n    DETERMINISTIC\n    SQL SECURITY INVOKER\n    COMMENT 'it''s\\n    DETERMINISTIC'\n";
    const body = "begin -- RETURNS\n  return 'x\\';';\nend";
    assert.equal(
      bodyIn(
        `${head} \`f\`(x int, s enum('(','\n    NO SQL\n')) RETURNS varchar(20) CHARSET utf8mb4\n${characteristics}${body}`,
        "FUNCTION",
      ),
      body,
    );
    assert.equal(bodyIn('CREATE DEFINER="r"@"h" PROCEDURE "p"()\nselect 1', "PROCEDURE"), "select 1");
  });

  it("ends with the body of a trigger, behind its place", () => {
    assert.equal(
      bodyIn(
        "CREATE DEFINER=`for each row`@`h` trigger r before insert on t\nfor each row FOLLOWS `x`  set new.a = 1",
        "TRIGGER",
      ),
      "set new.a = 1",
    );
    assert.equal(
      bodyIn("CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW begin end", "TRIGGER"),
      "begin end",
    );
  });

  it("ends with the body of an event", () => {
    assert.equal(
      bodyIn(
        "CREATE DEFINER=`r`@`h` EVENT `do` ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' ENABLE COMMENT ' DO ' DO do sleep(1)",
        "EVENT",
      ),
      "do sleep(1)",
    );
  });

  it("has the arguments between parentheses", () => {
    const tokens = argumentTokens("CREATE PROCEDURE `p`(a decimal(10,2) default (1), b int)\nselect 1");
    assert.equal(tokens.map(({ text }) => text).join(""), "a decimal(10,2) default (1), b int");
  });

  it("is asked for only where the catalog may not say what was written", () => {
    assert.equal(mayLie("begin set new.a = 1; end"), false);
    assert.equal(mayLie("return 'x'"), true);
    assert.equal(mayLie('return _latin1"x"'), true);
  });

  it("gives a body without what ended its statement", () => {
    assert.equal(settledBody("RETURN 1\n;"), "RETURN 1");
  });
});
