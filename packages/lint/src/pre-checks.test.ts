import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isChecked } from "./pre-checks.ts";
import { mysqlSyntax, postgresSyntax } from "./statements/samples.ts";
import { lintFile, model, table } from "./testing/models.ts";

const [users, shopUsers, pets] = [
  { ...table("users", []), schema: "public" },
  { ...table("users", []), schema: "shop" },
  { ...table("pets", []), schema: "shop" },
];

describe("a check before a migration", () => {
  const stands = (statement: string, of: typeof users, column?: string, syntax = postgresSyntax): boolean => {
    const file = lintFile(model([users, shopUsers, pets]), [], { checks: [{ asserts: [], statement }] });
    return isChecked(file, "DS102", of, column, syntax);
  };

  it("stands for the table that it asks", () => {
    assert.ok(stands("SELECT NOT EXISTS (SELECT 1 FROM users) AS is_empty;", users));
    assert.ok(stands("SELECT NOT EXISTS (SELECT * FROM public.users)", users));
    assert.ok(stands('SELECT NOT EXISTS (SELECT 1 FROM "shop"."users") AS "is_empty"', shopUsers));
    assert.ok(stands("SELECT NOT EXISTS (SELECT 1 FROM pets)", pets));
    assert.ok(stands("SELECT NOT EXISTS (SELECT 1 FROM `Users`)", users, undefined, mysqlSyntax));
  });

  it("stands for no other table", () => {
    assert.ok(!stands("SELECT NOT EXISTS (SELECT 1 FROM users)", shopUsers));
    assert.ok(!stands('SELECT NOT EXISTS (SELECT 1 FROM "Users")', users));
    assert.ok(!stands("SELECT NOT EXISTS (SELECT 1 FROM pets users)", users));
    assert.ok(!stands("SELECT NOT EXISTS (SELECT 1 FROM users WHERE id > 3)", users));
  });

  it("stands for nothing where it may hold although there are rows", () => {
    assert.ok(!stands("SELECT NOT EXISTS (SELECT 1 FROM users) OR true", users));
    assert.ok(!stands("SELECT NOT EXISTS (SELECT 1 FROM users WHERE a AND c IS NOT NULL)", users, "c"));
    assert.ok(!stands("SELECT NOT EXISTS (SELECT 1 FROM users LIMIT 0)", users));
  });

  it("stands for the columns that it asks", () => {
    assert.ok(stands("SELECT NOT EXISTS (SELECT 1 FROM users WHERE c IS NOT NULL)", users, "c"));
    assert.ok(stands("SELECT NOT EXISTS (SELECT 1 FROM users)", users, "c"));
    assert.ok(
      stands("SELECT NOT EXISTS (SELECT 1 FROM users WHERE b IS NOT NULL OR c IS NOT NULL)", users, "c"),
    );
    assert.ok(!stands("SELECT NOT EXISTS (SELECT 1 FROM users WHERE d IS NOT NULL)", users, "c"));
    assert.ok(!stands('SELECT NOT EXISTS (SELECT 1 FROM users WHERE "C" IS NOT NULL)', users, "c"));
  });
});
