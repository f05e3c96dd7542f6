import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { harmless, type Plan, type Ref, type Step } from "@atlas/core";
import { causesText, destructiveCauses } from "./destructive.ts";

const users: Ref = { kind: "table", schema: "", name: "users" };

function step(sql: string, change: string, more: Partial<Step> = {}): Step {
  return { ...harmless, sql, comment: "", sources: [{ change, subject: users }], ...more };
}

function plan(dialect: string, ...steps: readonly Step[]): Plan {
  const scope = { bound: null, schemas: [] };
  return { formatVersion: 1, dialect, scope, from: "a", to: "b", steps, skipped: [], unmanaged: [] };
}

describe("destructiveCauses", () => {
  it("finds every statement that drops something", () => {
    const steps = [
      step('ALTER TABLE "users" ADD COLUMN "a" text', "add_column"),
      step('ALTER TABLE "users" DROP CONSTRAINT "c"', "drop_check"),
      step('DROP TABLE "users"', "drop_table", { losesData: true, loses: ['table "users"'] }),
    ];
    assert.deepEqual(destructiveCauses(plan("postgres", ...steps)), [
      'ALTER TABLE "users" DROP CONSTRAINT "c"',
      'DROP TABLE "users"',
    ]);
  });

  it("finds statements that lose data without dropping anything", () => {
    const narrowed = step('ALTER TABLE "users" ALTER COLUMN "a" TYPE int', "modify_column", {
      losesData: true,
      loses: ['column "users.a"'],
    });
    assert.deepEqual(destructiveCauses(plan("postgres", narrowed)), [narrowed.sql]);
  });

  it("passes the rebuild of an SQLite table that loses nothing", () => {
    const rebuild = [
      step("CREATE TABLE `new_users` (`id` int)", "modify_column"),
      step("INSERT INTO `new_users` (`id`) SELECT `id` FROM `users`", "modify_column"),
      step("DROP TABLE `users`", "modify_column"),
      step("ALTER TABLE `new_users` RENAME TO `users`", "modify_column"),
    ];
    assert.deepEqual(destructiveCauses(plan("sqlite", ...rebuild)), []);
    assert.deepEqual(destructiveCauses(plan("sqlite", step("DROP INDEX `i`", "drop_index"))), [
      "DROP INDEX `i`",
    ]);
  });

  it("adds what only analysis finds, where nothing else of its table is a cause", () => {
    const pets: Ref = { kind: "table", schema: "", name: "pets" };
    const quiet = step("ALTER TABLE pets RENAME x TO y", "modify_table", {
      sources: [
        { change: "modify_table", subject: { kind: "column", schema: "", name: "x", table: "pets" } },
      ],
    });
    const finding = { code: "DS103", text: 'Dropping non-virtual column "x"', line: 2, step: 0 };
    assert.deepEqual(destructiveCauses(plan("postgres", quiet), [finding]), [quiet.sql]);
    const drop = step("DROP TABLE pets", "drop_table", {
      sources: [{ change: "drop_table", subject: pets }],
    });
    assert.deepEqual(destructiveCauses(plan("postgres", quiet, drop), [finding]), [drop.sql]);
  });
});

describe("causesText", () => {
  it("lists one cause a line", () => {
    const text = causesText({ causes: ["DROP A", "DROP B"], findings: [] });
    assert.equal(text, "destructive changes detected:\n- DROP A\n- DROP B");
  });

  it("goes on with what analysis found", () => {
    const findings = ['- L2: Dropping table "a" (DS102): DROP A'];
    assert.equal(
      causesText({ causes: ["DROP A"], findings }),
      `destructive changes detected:\n- DROP A\n\nFindings:\n${findings[0]}`,
    );
  });
});
