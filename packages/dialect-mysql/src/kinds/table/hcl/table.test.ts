import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { State } from "@atlas/core";
import { schemaLanguage } from "@atlas/hcl";
import type { Column, Table } from "../model.ts";
import { tableCodec } from "./table.ts";

const schema = {
  kind: "schema",
  schema: "",
  name: "shop",
  charset: "utf8mb4",
  collation: "utf8mb4_0900_ai_ci",
} as const;

const language = schemaLanguage({
  codecs: {
    table: tableCodec,
    schema: {
      types: ["schema"],
      read: (block) => ({ ...schema, charset: block.text("charset") }),
      print: () => [],
    },
  },
  order: ["table"],
});

const plain = { nullable: false, autoIncrement: false, invisible: false, uses: [] } as const;
const id: Column = { ...plain, name: "id", type: "int" };

const bare: Table = {
  kind: "table",
  schema: "",
  name: "t",
  columns: [id],
  indexes: [],
  foreignKeys: [],
  checks: [],
  charset: "utf8mb4",
  collation: "utf8mb4_0900_ai_ci",
  options: [],
  systemVersioned: false,
  periods: [],
};

function print(...tables: readonly Table[]): string {
  const state: State = {
    dialect: "mysql",
    version: "9.7.4",
    scope: { bound: "shop", schemas: [] },
    boundSchema: schema,
    objects: tables,
    unmanaged: [],
  };
  return language.print(state);
}

function read(text: string): Table {
  const { objects } = language.read([{ name: "shop.hcl", text: `schema "shop" {}\n${text}` }], {
    bound: true,
    variables: {},
  });
  // Nothing but tables and the schema is declared.
  return objects.find(({ kind }) => kind === "table") as Table;
}

function roundTrip(table: Table): void {
  const { charset: _, collation: __, ...own } = table;
  assert.deepEqual(read(print(table).replace(/schema "shop" \{\n\}\n/, "")), own);
}

const table = (body: string): string =>
  `table "t" {\n schema = schema.shop\n column "id" {\n type = int\n }\n column "name" {\n type = text\n }\n ${body}\n}\n`;

function refused(body: string, message: RegExp): void {
  assert.throws(() => read(table(body)), { code: "E_HCL", message });
}

describe("what was printed of a table", () => {
  it("reads back with every attribute of a column", () => {
    roundTrip({
      ...bare,
      columns: [
        { ...id, type: "int unsigned", autoIncrement: true },
        { ...id, name: "zero", type: "int(5) unsigned zerofill", default: { literal: "7" } },
        {
          ...id,
          name: "odd name",
          type: "enum('a','b''c','d\\\\e')",
          default: { literal: "b'c" },
          collation: "utf8mb4_bin",
        },
        { ...id, name: "flag", type: "bool", default: { literal: "1" }, invisible: true },
        { ...id, name: "bits", type: "bit(3)", default: { literal: "b'101'" } },
        { ...id, name: "bytes", type: "varbinary(4)", default: { literal: "0xFF00" } },
        {
          ...id,
          name: "code",
          type: "char(5)",
          default: { literal: "0x41" },
          charset: "latin1",
          collation: "latin1_bin",
        },
        {
          ...id,
          name: "seen",
          type: "timestamp(3)",
          default: { sql: "CURRENT_TIMESTAMP(3)" },
          onUpdate: "CURRENT_TIMESTAMP(3)",
        },
        {
          ...id,
          name: "key",
          type: "varchar(40)",
          default: { sql: "(uuid())" },
          comment: 'it\'s "odd"\n${x}',
        },
        { ...id, name: "at", type: "point", srid: "4326" },
        { ...id, name: "who", type: "uuid" },
        {
          ...id,
          name: "sum",
          type: "int",
          nullable: true,
          generated: { expression: "(`id` + 1)", stored: true },
        },
        {
          ...id,
          name: "low",
          type: "text",
          nullable: true,
          generated: { expression: "(lower(`key`))", stored: false },
        },
        { ...id, name: "from", type: "timestamp(6)", rowPeriod: "START" },
        { ...id, name: "till", type: "timestamp(6)", rowPeriod: "END" },
        { ...id, name: "note", type: "text", withoutSystemVersioning: true, compressed: "COMPRESSED" },
      ],
      systemVersioned: true,
    });
  });

  it("reads back with its keys, checks and options", () => {
    roundTrip({
      ...bare,
      columns: [id, { ...id, name: "name", type: "varchar(20)" }, { ...id, name: "at", type: "date" }],
      primaryKey: {
        parts: [
          { column: "name", prefix: 5, descending: true },
          { column: "id", descending: false },
        ],
        type: "HASH",
        comment: "the key",
      },
      indexes: [
        {
          name: "a",
          unique: true,
          type: "BTREE",
          parts: [
            { expression: "(lower(`name`))", descending: true },
            { column: "id", descending: false },
          ],
          invisible: true,
          comment: "x",
          options: [{ name: "KEY_BLOCK_SIZE", value: "4" }],
        },
        {
          name: "f",
          unique: false,
          type: "FULLTEXT",
          parser: "my parser",
          parts: [{ column: "name", descending: false }],
          invisible: false,
          options: [],
        },
        {
          name: "v",
          unique: false,
          type: "VECTOR",
          parts: [{ column: "id", descending: false }],
          invisible: false,
          options: [
            { name: "DISTANCE", value: "COSINE" },
            { name: "M", value: "8" },
          ],
        },
      ],
      foreignKeys: [
        {
          name: "far",
          columns: ["id"],
          references: { schema: "other", name: "t", columns: ["x y"] },
          onUpdate: "NO ACTION",
          onDelete: "SET NULL",
        },
        {
          name: "self",
          columns: ["id"],
          references: { schema: "", name: "t", columns: ["id"] },
          onUpdate: "RESTRICT",
          onDelete: "CASCADE",
        },
      ],
      checks: [
        { name: "id", expression: "(`id` > 0)", enforced: true },
        { name: "id", expression: "(`id` > 1)", enforced: true, column: "id" },
        { name: "off", expression: "(`id` < 9)", enforced: false },
      ],
      periods: [{ name: "p", from: "at", to: "at" }],
      engine: "MyISAM",
      comment: "all of it",
      options: [
        { name: "COMPRESSION", value: "'zlib'" },
        { name: "ROW_FORMAT", value: "COMPRESSED" },
        { name: "STATS_PERSISTENT", value: "1" },
      ],
    });
  });

  for (const [title, partitioning] of [
    [
      "ranges of columns",
      {
        by: { method: "RANGE COLUMNS", columns: ["id"] },
        subpartitionBy: { method: "KEY", columns: [], count: 2 },
        partitions: [
          { name: "p0", values: "LESS THAN ('it''s',1)", comment: "first", subpartitions: ["s0", "s1"] },
          { name: "p 1", values: "LESS THAN (MAXVALUE)", subpartitions: ["p 1sp0", "p 1sp1"] },
        ],
      },
    ],
    [
      "ranges of an expression",
      {
        by: { method: "RANGE", expression: "year(`d`)" },
        partitions: [
          { name: "p0", values: "LESS THAN (10)" },
          { name: "p1", values: "LESS THAN MAXVALUE" },
        ],
      },
    ],
    [
      "lists",
      {
        by: { method: "LIST COLUMNS", columns: ["id"] },
        partitions: [
          { name: "p0", values: "IN (('a',1),('b',2))" },
          { name: "p1", values: "DEFAULT" },
        ],
      },
    ],
    [
      "a number",
      { by: { method: "LINEAR HASH", expression: "`id` + 1" }, partitions: [{ name: "p0" }, { name: "p1" }] },
    ],
    [
      "system time",
      {
        by: { method: "SYSTEM_TIME", expression: "INTERVAL 1 MONTH" },
        partitions: [
          { name: "p0", values: "HISTORY" },
          { name: "pn", values: "CURRENT" },
        ],
      },
    ],
  ] as const)
    it(`reads back with partitions by ${title}`, () => {
      roundTrip({ ...bare, partitioning });
    });
});

describe("a table in HCL", () => {
  it("says its character set where it is another one than that of its schema", () => {
    const text = print({ ...bare, charset: "latin1", collation: "latin1_bin" });
    assert.match(text, /charset = "latin1"\n {2}collate = "latin1_bin"/);
    assert.doesNotMatch(print(bare), /charset|collate/);
  });

  it("has the character set of its schema where it says none", () => {
    const { objects } = language.read(
      [{ name: "shop.hcl", text: `schema "shop" {\n charset = "latin1"\n}\n${table("")}` }],
      { bound: true, variables: {} },
    );
    const [found] = objects.filter(({ kind }) => kind === "table");
    assert.equal((found as Table | undefined)?.charset, "latin1");
  });

  it("takes words of other spellings", () => {
    const read1 = read(
      table(`engine = Memory\n charset = utf8mb4\n auto_increment = 1000\n index "i" {\n type = hash\n columns = [column.id]\n ignored = true\n }
        foreign_key "f" {\n columns = [column.id]\n ref_columns = [table.t.column.id]\n on_delete = "SET NULL"\n }`),
    );
    assert.equal(read1.engine, "MEMORY");
    assert.equal(read1.autoIncrement, "1000");
    assert.deepEqual([read1.indexes[0]?.type, read1.indexes[0]?.invisible], ["HASH", true]);
    assert.equal(read1.foreignKeys[0]?.onDelete, "SET NULL");
  });

  it("refuses an expression in a primary key", () => {
    refused(
      'primary_key {\n on {\n expr = "lower(name)"\n }\n }',
      /primary key "" cannot have functional part/,
    );
  });

  it("refuses a prefix of an expression", () => {
    refused(
      'index "i" {\n on {\n expr = "lower(name)"\n prefix = 3\n }\n }',
      /attribute 'on\.prefix' cannot be used in functional part/,
    );
  });

  it("refuses what has no definition, or two of them", () => {
    refused('index "i" {\n unique = true\n }', /missing definition for index "i"/);
    refused(
      'index "i" {\n columns = [column.id]\n on {\n column = column.id\n }\n }',
      /multiple definitions for index "i", use "columns" or "on"/,
    );
    refused("partition {\n type = RANGE\n }", /missing columns or expressions for t\.partition/);
  });

  it("refuses types with arguments that they do not take", () => {
    refused('column "x" {\n type = varchar\n }', /Type "varchar" requires at least 1 argument/);
    refused('column "x" {\n type = json(1)\n }', /Type "json" does not accept attributes/);
    refused('column "x" {\n type = char(1,2)\n }', /too many arguments for type definition "char"/);
    refused('column "x" {\n type = txt\n }', /txt/);
  });

  it("refuses an on_update that is no SQL", () => {
    refused('column "x" {\n type = datetime\n on_update = "now"\n }', /on_update of column "x" is no SQL/);
  });
});
