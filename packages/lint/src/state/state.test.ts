import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SqlSyntax } from "@atlas/core";
import { mysqlSyntax, postgresSyntax } from "../statements/samples.ts";
import { column, model, table } from "../testing/models.ts";
import { lintState, placesOf, type StateText } from "./index.ts";

function places(text: string, language: StateText["language"] = "sql", syntax: SqlSyntax = postgresSyntax) {
  const find = placesOf([{ name: "a", text, language }], syntax);
  return (kind: string, name: string, tableName = "", schema = "public"): string | undefined => {
    const range = find({ kind, schema, table: tableName, name });
    return range && text.slice(range.start, range.end);
  };
}

describe("places of objects", () => {
  it("are found in SQL", () => {
    const text = `\uFEFF-- 𝄞
CREATE TABLE IF NOT EXISTS public."Users" (
  "id" int PRIMARY KEY, /* 𝄞 */ "äge" int DEFAULT (1 + 2),
  CONSTRAINT adult CHECK ("äge" > 17), PRIMARY KEY (id), UNIQUE (id)
);
CREATE UNIQUE INDEX CONCURRENTLY by_age ON ONLY public."Users" ("äge");
CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;
CREATE TRIGGER r BEFORE INSERT OR UPDATE ON "Users" EXECUTE FUNCTION f();
CREATE MATERIALIZED VIEW m AS SELECT 1;
CREATE POLICY p ON "Users" USING (true);`;
    const find = places(text);
    assert.match(find("table", "Users") ?? "", /^CREATE TABLE/);
    assert.equal(find("column", "äge", "Users"), '"äge" int DEFAULT (1 + 2)');
    assert.equal(find("check", "adult", "Users"), 'CONSTRAINT adult CHECK ("äge" > 17)');
    assert.match(find("index", "by_age", "Users") ?? "", /^CREATE UNIQUE INDEX/);
    assert.match(find("function", "f") ?? "", /^CREATE OR REPLACE FUNCTION f/);
    assert.match(find("trigger", "r", "Users") ?? "", /^CREATE TRIGGER/);
    assert.match(find("materialized", "m") ?? "", /^CREATE MATERIALIZED/);
    assert.match(find("policy", "p", "Users") ?? "", /^CREATE POLICY/);
    // What has no place of its own is where its table is; another table has none.
    assert.match(find("index", "Users_id_key", "Users") ?? "", /^CREATE TABLE/);
    assert.equal(find("table", "users"), undefined);
    assert.equal(find("table", "Users", "", "other"), undefined);
  });

  it("are found whatever the case of letters, where servers do not care", () => {
    const find = places("CREATE DEFINER=`a`@`b` VIEW V AS SELECT 1;", "sql", mysqlSyntax);
    assert.match(find("view", "v") ?? "", /^CREATE DEFINER/);
  });

  it("are found in HCL", () => {
    const text = `table "public" "users" {
  schema = schema.public
  column "id" {
    type = int
  }
}
trigger "r" {
  on = table.users
}`;
    const find = places(text, "hcl");
    assert.match(find("column", "id", "users") ?? "", /^column "id"/);
    assert.match(find("table", "users") ?? "", /^table "public"/);
    assert.match(find("trigger", "r", "users") ?? "", /^trigger "r"/);
    assert.equal(find("table", "users", "", "other"), undefined);
  });
});

describe("a state", () => {
  const server = { dialect: "postgres", family: "postgres", version: "18", syntax: postgresSyntax };
  const state = model([table("Users", [column("id")])]);
  const naming = { flags: {}, texts: { match: "^[a-z]+$" }, patterns: [] };

  it("is asked for its names only where there is a policy", () => {
    assert.deepEqual(lintState(state, [], { analyzers: {}, checks: {} }, server), []);
    const [step] = lintState(state, [], { analyzers: { naming }, checks: {} }, server);
    assert.deepEqual(step?.diagnostics, [
      {
        subject: { kind: "table", schema: "", table: "", name: "Users" },
        code: "NM102",
        text: 'Table named "Users" violates the naming policy',
      },
    ]);
    assert.equal(step.isError, false);
  });

  it("fails where the policy, or what is said of the code, says so", () => {
    const isError = (settings: Parameters<typeof lintState>[2]): boolean | undefined =>
      lintState(state, [], settings, server)[0]?.isError;
    assert.equal(isError({ analyzers: { naming: { ...naming, error: true } }, checks: {} }), true);
    assert.equal(isError({ analyzers: { naming }, checks: { NM102: { error: true } } }), true);
    assert.equal(isError({ analyzers: { naming }, checks: { NM102: { skip: true } } }), undefined);
  });
});
