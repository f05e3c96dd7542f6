import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type SchemaObject } from "@atlas/core";
import { postgres } from "../../dialect.ts";

const schema = `
schema "public" {
}
table "t" {
  schema = schema.public
  column "id" {
    type = int
  }
}
function "f" {
  schema = schema.public
  lang   = PLpgSQL
  return = trigger
  as     = "BEGIN RETURN NEW; END"
}
`;

function read(block: string, bound = false): SchemaObject | undefined {
  const texts = [{ name: "schema.hcl", text: schema + block }];
  const declared = postgres.hcl?.read(texts, { bound, variables: {} });
  return declared?.objects.find(({ kind }) => !["schema", "table", "function"].includes(kind));
}

function refuses(block: string, message: string): void {
  assert.throws(
    () => read(block),
    (error) => error instanceof AtlasError && error.code === "E_HCL" && error.message.includes(message),
  );
}

describe("triggers in HCL", () => {
  it("lie where their table does, and run a function by reference", () => {
    const trigger = read(`trigger "x" {
      on = table.t
      before {
        update_of = [table.t.column.id]
        insert    = true
      }
      foreach = ROW
      when    = "new.id > 0"
      execute {
        function = function.f
        args     = ["a"]
      }
    }`);
    assert.deepEqual(trigger, {
      kind: "trigger",
      schema: "public",
      table: "t",
      relation: "table",
      name: "x",
      timing: "BEFORE",
      events: ["INSERT", "UPDATE"],
      columns: ["id"],
      level: "ROW",
      when: "new.id > 0",
      function: { schema: "public", name: "f" },
      args: ["a"],
      enabled: "origin",
      uses: [
        { kind: "function", schema: "public", name: "f()" },
        { kind: "column", schema: "public", table: "t", name: "id" },
      ],
    });
  });

  it("may run a function that is not declared", () => {
    const run = (value: string): unknown => {
      const trigger = read(`trigger "x" {
        on = table.t
        after {
          insert = true
        }
        execute {
          function = ${value}
        }
      }`);
      return trigger && "function" in trigger && trigger.function;
    };
    assert.deepEqual(run('sql("pg_catalog.f")'), { schema: "pg_catalog", name: "f" });
    assert.deepEqual(run(String.raw`sql("\"S\".\"my \"\"f\"\"\"")`), { schema: "S", name: 'my "f"' });
    assert.deepEqual(run('"suppress"'), { schema: "", name: "suppress" });
  });

  it("are refused by name where something is missing or twice", () => {
    const execute = "execute {\n function = function.f\n }";
    refuses(`trigger "x" {\n on = table.t\n ${execute}\n }`, "exactly one of before, after and instead_of");
    refuses(`trigger "x" {\n on = table.t\n after {\n }\n ${execute}\n }`, "has no event");
    refuses(`trigger "x" {\n on = table.t\n after {\n insert = true\n }\n }`, "missing execute");
    refuses(`trigger "x" {\n after {\n insert = true\n }\n ${execute}\n }`, "missing on");
    refuses(
      `trigger "x" {\n on = table.t\n after {\n update = true\n update_of = [table.t.column.id]\n }\n ${execute}\n }`,
      "exclude each other",
    );
  });
});

describe("policies in HCL", () => {
  it("are for everybody unless they name roles", () => {
    const rolesOf = (to: string): unknown => {
      const policy = read(`policy "p" {\n on = table.t\n ${to}\n using = "id > 0"\n }`);
      return policy && "roles" in policy && [policy.roles, "sessionRoles" in policy && policy.sessionRoles];
    };
    assert.deepEqual(rolesOf(""), [[], false]);
    assert.deepEqual(rolesOf("to = [PUBLIC]"), [[], false]);
    assert.deepEqual(rolesOf('to = ["b", "a", CURRENT_USER]'), [["a", "b"], ["CURRENT_USER"]]);
  });
});

describe("event triggers in HCL", () => {
  it("are left out of a text for one schema", () => {
    const block = `event_trigger "e" {\n on = sql_drop\n execute = function.f\n }`;
    assert.equal(read(block)?.kind, "event_trigger");
    assert.equal(read(block, true), undefined);
  });
});
