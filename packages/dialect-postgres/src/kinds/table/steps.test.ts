import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DraftStep, refKey, type State, type StepsContext } from "@atlas/core";
import type { Change } from "@atlas/core";
import { tableKind } from "./index.ts";
import type { Check, Column, ForeignKey, Index, Key, Table } from "./model.ts";
import { plainTable } from "./plain.ts";

const column = (name: string, type: string, more: Partial<Column> = {}): Column => ({
  name,
  type,
  notNull: false,
  options: [],
  uses: [],
  reads: [],
  ...more,
});

const table = (name: string, more: Partial<Table> = {}): Table =>
  plainTable({ schema: "", name, columns: [] }, more);

const check = (name: string, expression: string): Check => ({
  kind: "check",
  name,
  expression,
  noInherit: false,
  notValid: false,
  notEnforced: false,
  uses: [],
  reads: [],
});

const key = (name: string, ...columns: readonly string[]): Key => ({
  kind: "primary_key",
  name,
  columns,
  include: [],
  nullsNotDistinct: false,
  withoutOverlaps: false,
  options: [],
});

const foreignKey = (name: string, from: string, to: string): ForeignKey => ({
  kind: "foreign_key",
  name,
  columns: [from],
  references: { schema: "", name: to, columns: ["id"] },
  supportedBy: `${to}_pkey`,
  onUpdate: "NO ACTION",
  onDelete: "CASCADE",
  onDeleteColumns: [],
  matchFull: false,
  period: false,
  notValid: false,
  notEnforced: false,
});

const index = (name: string, ...columns: readonly string[]): Index => ({
  kind: "index",
  name,
  unique: false,
  method: "btree",
  parts: columns.map((each) => ({ column: each, descending: false, nullsFirst: false })),
  include: [],
  nullsNotDistinct: false,
  options: [],
  statistics: [],
  invalid: false,
  uses: [],
  reads: columns,
});

const state = (...objects: readonly Table[]): State => ({
  dialect: "postgres",
  version: "16.14",
  scope: { bound: "app", schemas: [] },
  objects,
  unmanaged: [],
});

const context = (from: State, to: State, more: Partial<StepsContext> = {}): StepsContext => ({
  from,
  to,
  indent: "",
  detach: new Set(),
  ...more,
});

function modify(from: Table, to: Table): readonly DraftStep[] {
  const both = context(state(from), state(to));
  return tableKind.steps(tableKind.compare(from, to, both), both);
}

function create(to: Table, more: Partial<StepsContext> = {}): readonly DraftStep[] {
  const ref = { kind: "table", schema: to.schema, name: to.name };
  const change: Change & { readonly to: Table } = { kind: "add_table", object: ref, subject: ref, to };
  return tableKind.steps([change], context(state(), state(to), more));
}

const sqlOf = (steps: readonly DraftStep[]): readonly string[] => steps.map((step) => step.sql);

describe("a changed table", () => {
  it("replaces each changed check within one statement", () => {
    const columns = [column("a", "integer"), column("b", "integer")];
    const from = table("t1", {
      columns,
      checks: [check("c1", "(a > 0)"), check("c2", "(b > 0)"), check("c3", "(a < b)")],
    });
    const to = table("t1", {
      columns,
      checks: [check("c1", "(a > 1)"), check("c2", "(b > 1)"), check("c3", "(a < b)")],
    });
    assert.deepEqual(sqlOf(modify(from, to)), [
      'ALTER TABLE "t1" DROP CONSTRAINT "c1", ADD CONSTRAINT "c1" CHECK (a > 1), DROP CONSTRAINT "c2", ADD CONSTRAINT "c2" CHECK (b > 1)',
    ]);
  });

  it("drops and adds a check of another name", () => {
    const columns = [column("a", "integer"), column("b", "integer")];
    const from = table("t1", { columns, checks: [check("c3", "(a < b)")] });
    const to = table("t1", { columns, checks: [check("c4", "(a < b)")] });
    assert.deepEqual(sqlOf(modify(from, to)), [
      'ALTER TABLE "t1" DROP CONSTRAINT "c3", ADD CONSTRAINT "c4" CHECK (a < b)',
    ]);
  });

  it("adds a column without a rewrite when its default is the same for all rows", () => {
    const from = table("users", { columns: [column("id", "integer")] });
    const added = column("create_time", "timestamp(4)", { notNull: true, default: "CURRENT_TIMESTAMP(4)" });
    const [step] = modify(from, table("users", { columns: [...from.columns, added] }));
    assert.equal(
      step?.sql,
      'ALTER TABLE "users" ADD COLUMN "create_time" timestamp(4) NOT NULL DEFAULT CURRENT_TIMESTAMP(4)',
    );
    assert.equal(step.rewrites, false);
    assert.deepEqual(step.undo, ['ALTER TABLE "users" DROP COLUMN "create_time"']);
  });

  it("says that a dropped column is lost, although its definition can be brought back", () => {
    const from = table("users", { columns: [column("id", "integer"), column("bio", "text")] });
    const [step] = modify(from, table("users", { columns: [column("id", "integer")] }));
    assert.equal(step?.sql, 'ALTER TABLE "users" DROP COLUMN "bio"');
    assert.deepEqual(step.loses, ['column "users.bio"']);
    assert.deepEqual(step.undo, ['ALTER TABLE "users" ADD COLUMN "bio" text NULL']);
  });

  it("builds an invalid index anew", () => {
    const columns = [column("a", "integer")];
    const from = table("t", { columns, indexes: [{ ...index("i", "a"), invalid: true }] });
    assert.deepEqual(sqlOf(modify(from, table("t", { columns, indexes: [index("i", "a")] }))), [
      'DROP INDEX "i"',
      'CREATE INDEX "i" ON "t" ("a")',
    ]);
  });

  it("widens a column without a rewrite and casts text to a number by name", () => {
    const from = table("t", {
      columns: [column("a", "character varying(10)"), column("b", "text", { default: "'1'" })],
    });
    const to = table("t", {
      columns: [column("a", "character varying(20)"), column("b", "integer", { default: "1" })],
    });
    const [step] = modify(from, to);
    assert.equal(
      step?.sql,
      'ALTER TABLE "t" ALTER COLUMN "a" TYPE character varying(20), ALTER COLUMN "b" DROP DEFAULT, ALTER COLUMN "b" TYPE integer USING "b"::integer, ALTER COLUMN "b" SET DEFAULT 1',
    );
    assert.equal(step.rewrites, true);
  });
});

describe("a new table", () => {
  const users = table("users", {
    columns: [column("id", "bigint", { notNull: true }), column("workplace_id", "bigint")],
    primaryKey: key("users_pkey", "id"),
    foreignKeys: [foreignKey("users_workplace", "workplace_id", "workplaces")],
  });

  it("stands on several lines, its other statements on one each", () => {
    const to = table("t", {
      columns: [column("id", "bigint", { notNull: true })],
      primaryKey: key("t_pkey", "id"),
      indexes: [index("i", "id")],
    });
    assert.deepEqual(sqlOf(create(to, { indent: "  " })), [
      'CREATE TABLE "t" (\n  "id" bigint NOT NULL,\n  PRIMARY KEY ("id")\n)',
      'CREATE INDEX "i" ON "t" ("id")',
    ]);
  });

  it("names its primary key only when the server would name it otherwise", () => {
    const to = table("t", {
      columns: [column("id", "bigint", { notNull: true })],
      primaryKey: key("pk", "id"),
    });
    assert.deepEqual(sqlOf(create(to)), [
      'CREATE TABLE "t" ("id" bigint NOT NULL, CONSTRAINT "pk" PRIMARY KEY ("id"))',
    ]);
  });

  it("gets its foreign keys inline", () => {
    assert.match(
      create(users)[0]?.sql ?? "",
      /REFERENCES "workplaces" \("id"\) ON UPDATE NO ACTION ON DELETE CASCADE\)$/,
    );
  });

  it("gets its foreign keys afterwards when it stands in a circle", () => {
    const detach = new Set([refKey({ kind: "table", schema: "", name: "users" })]);
    assert.deepEqual(sqlOf(create(users, { detach })), [
      'CREATE TABLE "users" ("id" bigint NOT NULL, "workplace_id" bigint NULL, PRIMARY KEY ("id"))',
      'ALTER TABLE "users" ADD CONSTRAINT "users_workplace" FOREIGN KEY ("workplace_id") REFERENCES "workplaces" ("id") ON UPDATE NO ACTION ON DELETE CASCADE',
    ]);
  });
});
