import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyzeFile } from "../analyze.ts";
import { noAnalysisSettings } from "../settings.ts";
import { postgresSyntax } from "../statements/samples.ts";
import { column, lintFile, model, table } from "../testing/models.ts";
import { type Actor, ownershipAnalyzer, type OwnershipPolicy } from "./ownership.ts";

const policy: OwnershipPolicy = {
  default: "DENY",
  rules: [
    { effect: "allow", name: "core", match: "public.*[type=table]", users: ["octo"], teams: ["backend"] },
    { effect: "allow", name: "inventory", match: "inventory.*", users: [], teams: ["data"] },
    { effect: "deny", name: "contractors", match: "*", users: ["x"], teams: [] },
  ],
};

function findings(
  schema: string,
  actor: Actor | undefined,
  own: OwnershipPolicy = policy,
): readonly string[] {
  const before = table("users", [column("id")], { schema });
  const after = model([{ ...before, columns: [column("id"), column("a", { nullable: true })] }]);
  const to = schema === "" ? { ...after, bound: "app" } : after;
  const file = lintFile(model([before]), [{ text: "ALTER TABLE users ADD a int", to }]);
  const report = analyzeFile(file, [ownershipAnalyzer(own, actor)], noAnalysisSettings, {
    dialect: "postgres",
    family: "postgres",
    version: "18",
    syntax: postgresSyntax,
  });
  return (report?.reports ?? []).flatMap(({ diagnostics }) =>
    diagnostics.map(({ code, text }) => `${code} ${text}`),
  );
}

describe("ownership", () => {
  it("lets users and members of teams change what is theirs", () => {
    assert.deepEqual(findings("public", { name: "Octo", teams: [] }), []);
    assert.deepEqual(findings("public", { name: "b", teams: ["backend"] }), []);
    assert.deepEqual(findings("inventory", { name: "b", teams: ["data"] }), []);
  });

  it("tells what nobody allowed, unless that is allowed", () => {
    const told = ['OW101 User "b" is not allowed to modify inventory.table.users'];
    assert.deepEqual(findings("inventory", { name: "b", teams: ["backend"] }), told);
    assert.deepEqual(findings("inventory", { name: "b", teams: [] }, { ...policy, default: "ALLOW" }), []);
    assert.deepEqual(findings("public", undefined), [
      "OW101 An unknown user is not allowed to modify public.table.users",
    ]);
  });

  it("names the schema that the connection is bound to", () => {
    assert.deepEqual(findings("", undefined), [
      "OW101 An unknown user is not allowed to modify app.table.users",
    ]);
  });

  it("tells what is denied, whatever allows it", () => {
    assert.deepEqual(findings("public", { name: "x", teams: ["backend"] }), [
      'OW102 User "x" is denied to modify public.table.users (rule "contractors")',
    ]);
  });
});
