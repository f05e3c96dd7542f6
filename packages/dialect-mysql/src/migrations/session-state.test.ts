import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lostState } from "./session-state.ts";

describe("what a session of MySQL takes with it", () => {
  it("is a variable that was set from rows and that statements go by which are left", () => {
    const applied = ["INSERT INTO a (c) VALUES (1)", "SET @id = LAST_INSERT_ID()", "CREATE TABLE b (a int)"];
    assert.equal(lostState(applied, ["INSERT INTO b VALUES (@id)"]), "the variable @id");
    assert.equal(lostState(["SELECT max(id), 1 INTO @a, @b FROM t"], ["SELECT @B"]), "the variable @b");
    assert.equal(lostState(["SELECT @n := count(*) FROM t"], ["UPDATE t SET n = @n"]), "the variable @n");
  });

  it("is the last number that was given out", () => {
    const applied = ["INSERT INTO a (c) VALUES (1)"];
    assert.equal(lostState(applied, ["INSERT INTO b VALUES (LAST_INSERT_ID())"]), "LAST_INSERT_ID()");
    const again = ["INSERT INTO a (c) VALUES (2)", "INSERT INTO b VALUES (LAST_INSERT_ID())"];
    assert.equal(lostState(applied, again), undefined);
  });

  it("is nothing that is set again, not used any more, or no variable", () => {
    const set = ["SET @id = (SELECT max(id) FROM a)"];
    assert.equal(lostState(set, ["SET @id = 7", "INSERT INTO b VALUES (@id)"]), undefined);
    assert.equal(lostState(set, ["INSERT INTO b VALUES ('@id')"]), undefined);
    assert.equal(lostState(["SET @one = 1, @mode = @@sql_mode"], ["SELECT @one, @mode"]), undefined);
    assert.equal(lostState(set, ["CREATE DEFINER=`root`@`id` VIEW v AS SELECT 1"]), undefined);
  });
});
