import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { syntaxErrorOf } from "./script-place.ts";

const statement = {
  text: "CREATE TABLE t (\n  id int,\n  é frob it's)",
  file: "schema.sql",
  line: 10,
  column: 3,
};

const at = (line: number, column: number) => ({ file: "schema.sql", line, column });

describe("the place of a syntax error", () => {
  it("is where the text begins that the server did not understand, in whatever language it says so", () => {
    for (const message of [
      "You have an error in your SQL syntax; check the manual … to use near 'frob it's)' at line 3",
      "Fehler in der SQL-Syntax. Bitte die korrekte Syntax im Handbuch nachschlagen bei 'frob it's)' in Zeile 3",
    ])
      assert.deepEqual(syntaxErrorOf(statement, message), { place: at(12, 5), message });
  });

  it("counts from the column of the statement in its first line", () => {
    assert.deepEqual(syntaxErrorOf(statement, "near 'TABLE t (\n  id int,' at line 1").place, at(10, 10));
  });

  it("is the end of the statement where the server wanted more, and says nothing of what follows", () => {
    const end = at(12, 15);
    assert.deepEqual(syntaxErrorOf(statement, "near '' at line 3"), {
      place: end,
      message: "near '' at line 3",
    });
    assert.deepEqual(syntaxErrorOf(statement, "near ';\nSET @x = 'y'' at line 4"), {
      place: end,
      message: "near '' at line 4",
    });
  });

  it("does not show what follows the statement, also where that is cut off", () => {
    for (const rest of ["\n;\nSET @atlas_statement = 4\n;\nCREA", "\n;", "\n"])
      assert.deepEqual(syntaxErrorOf(statement, `near 'frob it's)${rest}' at line 3`), {
        place: at(12, 5),
        message: "near 'frob it's)' at line 3",
      });
  });

  it("is the beginning of the statement where nothing is known", () => {
    assert.deepEqual(syntaxErrorOf(statement, "Syntax!").place, at(10, 3));
  });
});
