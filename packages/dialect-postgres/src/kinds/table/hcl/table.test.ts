import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SchemaObject } from "@atlas/core";
import { postgres } from "../../../dialect.ts";
import type { Column, ForeignKey, Index, Table } from "../model.ts";
import { plainTable } from "../plain.ts";

const column = (name: string, type: string, more: Partial<Column> = {}): Column => ({
  name,
  type,
  notNull: false,
  options: [],
  uses: [],
  reads: [],
  ...more,
});

const index = (name: string, more: Partial<Index> = {}): Index => ({
  kind: "index",
  name,
  unique: false,
  method: "btree",
  parts: [{ column: "a", descending: false, nullsFirst: false }],
  include: [],
  nullsNotDistinct: false,
  options: [],
  statistics: [],
  invalid: false,
  uses: [],
  reads: [],
  ...more,
});

const foreignKey = (name: string, more: Partial<ForeignKey> = {}): ForeignKey => ({
  kind: "foreign_key",
  name,
  columns: ["a"],
  references: { schema: "", name: "t", columns: ["a"] },
  supportedBy: "",
  onUpdate: "NO ACTION",
  onDelete: "NO ACTION",
  onDeleteColumns: [],
  matchFull: false,
  period: false,
  notValid: false,
  notEnforced: false,
  ...more,
});

const table = (more: Partial<Table>): Table =>
  plainTable({ schema: "", name: "t", columns: [column("a", "integer"), column("b", "text")] }, more);

const sequence = {
  sequence: "t_a_seq",
  type: "integer",
  start: "1",
  increment: "1",
  min: "1",
  max: "2147483647",
  cache: "1",
  cycle: false,
};
const plain = { descending: false, nullsFirst: false } as const;
const key = { include: [], nullsNotDistinct: false, withoutOverlaps: false, options: [] } as const;
const check = {
  kind: "check",
  noInherit: false,
  notValid: false,
  notEnforced: false,
  uses: [],
  reads: [],
} as const;

/** Each says something that no other does. */
const tables: Readonly<Record<string, Partial<Table>>> = {
  "a comment with every character that HCL minds": { comment: 'a "b" \\ ${c} %{d}\n\tü' },
  "an unlogged table": { unlogged: true },
  "an access method": { accessMethod: "columnar" },
  "storage parameters": {
    options: [
      { name: "autovacuum_enabled", value: "false" },
      { name: "fillfactor", value: "70" },
      { name: "toast.autovacuum_vacuum_scale_factor", value: "0.10" },
    ],
  },
  "row security": { rowSecurity: true },
  "forced row security": { rowSecurity: true, forceRowSecurity: true },
  "row security that is forced once it is on": { forceRowSecurity: true },
  "replica identity full": { replicaIdentity: { by: "full" } },
  "replica identity nothing": { replicaIdentity: { by: "nothing" } },
  "the index that it is clustered by": { clusterOn: "t_pkey" },
  "replica identity of an index": { replicaIdentity: { by: "index", index: "t_pkey" } },
  "no columns": { columns: [] },
  "column settings": {
    columns: [
      column("a b", "text", {
        notNull: true,
        collation: '"de_DE.utf8"',
        storage: "EXTERNAL",
        compression: "lz4",
        statistics: 0,
        comment: "c",
        options: [{ name: "n_distinct", value: "-0.5" }],
      }),
      column("d", "text", { collation: '"other"."german"' }),
    ],
  },
  "a named not-null constraint": { columns: [column("a", "integer", { notNull: true, notNullName: "nn" })] },
  "a not-null constraint that is not valid and not inherited": {
    columns: [column("a", "integer", { notNull: true, notNullNotValid: true, notNullNoInherit: true })],
  },
  "a serial column with settings": {
    columns: [
      column("a", "integer", {
        notNull: true,
        serial: {
          ...sequence,
          sequence: "own",
          start: "5",
          cache: "9",
          cycle: true,
          type: "bigint",
          max: "7",
        },
      }),
    ],
  },
  "a serial column that may be null": { columns: [column("a", "integer", { serial: sequence })] },
  "an identity that descends": {
    columns: [
      column("a", "integer", {
        notNull: true,
        identity: {
          ...sequence,
          generation: "ALWAYS",
          increment: "-2",
          min: "-2147483648",
          max: "-1",
          start: "-1",
        },
      }),
    ],
  },
  "an identity that starts at 1 above its lower bound": {
    columns: [
      column("a", "integer", {
        notNull: true,
        identity: { ...sequence, generation: "BY DEFAULT", min: "0", start: "1" },
      }),
    ],
  },
  "generated columns": {
    columns: [
      column("a", "integer", { generated: { expression: "(1 + 1)", kind: "stored" } }),
      column("b", "integer", { generated: { expression: "length('x'::text)", kind: "virtual" } }),
    ],
  },
  "a primary key with everything": {
    primaryKey: {
      ...key,
      kind: "primary_key",
      name: "own",
      columns: ["a"],
      include: ["b"],
      withoutOverlaps: true,
      deferrable: "INITIALLY DEFERRED",
      options: [{ name: "fillfactor", value: "90" }],
      comment: "of the constraint",
      indexComment: "of the index",
    },
  },
  "a unique constraint": {
    uniques: [
      {
        ...key,
        kind: "unique",
        name: "u",
        columns: ["a", "b"],
        nullsNotDistinct: true,
        deferrable: "INITIALLY IMMEDIATE",
      },
    ],
  },
  checks: {
    checks: [
      { ...check, name: "c1", expression: "(a > 0)", comment: "c" },
      { ...check, name: "c2", expression: "(starts_with(b, '('::text))", noInherit: true, notValid: true },
      { ...check, name: "c3", expression: "(flag)", notEnforced: true },
      { ...check, name: "c4", expression: "((a > 0) AND (b < 'x)'::text))" },
    ],
  },
  "foreign keys": {
    foreignKeys: [
      foreignKey("f1", { onUpdate: "RESTRICT", onDelete: "SET DEFAULT", comment: "c" }),
      foreignKey("f2", { onDelete: "SET NULL", onDeleteColumns: ["a"], deferrable: "INITIALLY DEFERRED" }),
      foreignKey("f3", { matchFull: true, notValid: true, onDelete: "CASCADE" }),
      foreignKey("f4", { period: true, notEnforced: true }),
      foreignKey("f5", { references: { schema: "", name: "other", columns: ["x y"] } }),
      foreignKey("f6", { references: { schema: "auth", name: "users", columns: ["id"] } }),
      foreignKey("f7", { references: { schema: "", name: "gone", columns: ["id"] } }),
    ],
  },
  "plain indexes": {
    indexes: [
      index("i1", { unique: true, nullsNotDistinct: true, include: ["b"], comment: "c", where: "(a > 0)" }),
      index("i2", { method: "spgist" }),
      index("i3", { method: "hnsw" }),
      index("i4", {
        method: "brin",
        options: [
          { name: "autosummarize", value: "true" },
          { name: "pages_per_range", value: "64" },
        ],
      }),
    ],
  },
  "parts of indexes": {
    indexes: [
      index("i", {
        parts: [
          { column: "a", descending: true, nullsFirst: true },
          { column: "a", descending: true, nullsFirst: false },
          { column: "a", descending: false, nullsFirst: true },
          { ...plain, column: "b", operatorClass: "text_pattern_ops", collation: '"C"' },
          { ...plain, column: "b", operatorClass: "own_ops" },
          { ...plain, expression: "(lower(b))" },
          { ...plain, expression: "(b || 'x'::text)" },
        ],
        statistics: [{ key: 6, target: 500 }],
      }),
    ],
  },
  exclusions: {
    exclusions: [
      {
        kind: "exclusion",
        name: "x",
        method: "gist",
        parts: [
          { ...plain, column: "a", operator: "=" },
          { ...plain, expression: "(tsrange(c, d))", operator: 'OPERATOR("s".&&)' },
        ],
        include: ["b"],
        where: "(a > 0)",
        options: [{ name: "fillfactor", value: "90" }],
        deferrable: "INITIALLY DEFERRED",
        comment: "c",
        indexComment: "i",
        uses: [],
        reads: [],
      },
    ],
  },
};

describe("a table in HCL", () => {
  for (const [what, parts] of Object.entries(tables))
    it(`says ${what}`, () => {
      const wanted = table(parts);
      const other = table({ name: "other", columns: [column("x y", "integer")] });
      const [again] = reread([wanted, other]);
      assert.deepEqual(withoutOrder(again), withoutOrder(wanted));
    });

  it("leaves an operator class its parameters, in the short form", () => {
    const part = { ...plain, column: "b", operatorClass: "gist_trgm_ops (siglen = 32)" };
    const text = print([table({ indexes: [index("i", { parts: [part] })] })]);
    assert.match(text, /ops += sql\("gist_trgm_ops\(siglen=32\)"\)/);
  });

  it("makes the unique index that a foreign key stands on first", () => {
    const unique = index("t_a", { unique: true });
    const [again] = reread([table({ indexes: [unique], foreignKeys: [foreignKey("f")] })]);
    // The first object is the table.
    assert.equal((again as Table).foreignKeys[0]?.supportedBy, "t_a");
  });

  it("takes checks without a name, which the server then chooses", () => {
    const text = print([table({ checks: [{ ...check, name: "c", expression: "(a > 0)" }] })]);
    const [again] = read(text.replace('check "c"', "check"));
    // The first object is the table.
    assert.equal((again as Table).checks[0]?.name, "");
  });
});

function reread(objects: readonly SchemaObject[]): readonly SchemaObject[] {
  return read(print(objects));
}

function print(objects: readonly SchemaObject[]): string {
  const state = { dialect: "postgres", version: "18.0", scope: { bound: "public", schemas: [] } };
  return postgres.hcl?.print({ ...state, objects, unmanaged: [] }) ?? "";
}

function read(text: string): readonly SchemaObject[] {
  return postgres.hcl?.read([{ name: "t.hcl", text }], { bound: true, variables: {} }).objects ?? [];
}

/** Without the lists that order a plan, which are known of a catalog alone. */
function withoutOrder(object: SchemaObject | undefined): unknown {
  return JSON.parse(
    JSON.stringify(object, (name, value: unknown) => (["uses", "reads"].includes(name) ? undefined : value)),
  );
}
