import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inParentheses, mysqlExpression, withoutParentheses, withoutSchema } from "./expressions.ts";
import { literalValue } from "./literals.ts";

describe("an expression from the catalog of MySQL", () => {
  it("loses the backslashes that stand there for the catalog alone", () => {
    assert.equal(
      mysqlExpression(String.raw`(${"`e\\'f`"} <> _utf8mb4\'a\\\'b\\\\\')`),
      String.raw`(${"`e'f`"} <> _utf8mb4'a\'b\\')`,
    );
  });

  it("has its characters again where each byte was shown as one", () => {
    const shown = Buffer.from("é日😀").toString("latin1");
    const name = Buffer.from("naïve").toString("latin1");
    assert.equal(
      mysqlExpression(`concat(_utf8mb4\\'${shown}\\',\`${name}\`,\`日\`)`),
      "concat(_utf8mb4'é日😀',`naïve`,`日`)",
    );
  });

  it("has bytes of another character set as a number", () => {
    assert.equal(mysqlExpression("(`a` <> _latin1\\'é\\')"), "(`a` <> _latin1 0xE9)");
  });

  it("stays as it is where no bytes are shown", () => {
    assert.equal(mysqlExpression("(`a` <> _utf8mb4\\'日\\')"), "(`a` <> _utf8mb4'日')");
  });
});

describe("parentheses", () => {
  it("are put around an expression once", () => {
    assert.equal(inParentheses("`a` + 1"), "(`a` + 1)");
    assert.equal(inParentheses("(`a` + 1)"), "(`a` + 1)");
    assert.equal(inParentheses("(a) or (b)"), "((a) or (b))");
    assert.equal(inParentheses(String.raw`('a\')' = b)`), String.raw`('a\')' = b)`);
  });

  it("are taken away as many as there are", () => {
    assert.equal(withoutParentheses("((`a` + 1))"), "`a` + 1");
    assert.equal(withoutParentheses("(a) or (b)"), "(a) or (b)");
  });
});

describe("the schema in front of a name", () => {
  it("is dropped where the state is bound to it, and not in a text", () => {
    assert.equal(withoutSchema("nextval(`s`.`q`)", "s"), "nextval(`q`)");
    assert.equal(withoutSchema("nextval(`s`.`q`)", "t"), "nextval(`s`.`q`)");
    assert.equal(withoutSchema("concat('`s`.x')", "s"), "concat('`s`.x')");
    assert.equal(withoutSchema("nextval(`s`.`q`)", null), "nextval(`s`.`q`)");
  });
});

describe("the text of a literal", () => {
  it("is what its escapes stand for", () => {
    assert.equal(literalValue(String.raw`'it''s "x" \\ back\nline\0'`), 'it\'s "x" \\ back\nline\0');
    assert.equal(literalValue('"a""b\'\'c"'), "a\"b''c");
    assert.equal(literalValue(String.raw`'100\%'`), String.raw`100\%`);
  });
});
