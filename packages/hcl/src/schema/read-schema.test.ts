import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemOf, readTexts, type TestTable } from "./test-language.ts";

const publicSchema = 'schema "public" {\n}\n';

/** A table of the schema `public`; its body starts in line 3 of a text with the schema before it. */
const table = (name: string, ...body: readonly string[]): string =>
  [`table "${name}" {`, "  schema = schema.public", ...body.map((line) => `  ${line}`), "}", ""].join("\n");

const id = 'column "id" {\n    type = int\n  }';

function tablesOf(...texts: readonly string[]): readonly TestTable[] {
  const { objects } = readTexts(texts);
  // The language has one kind of that name.
  return objects.filter((object): object is TestTable => object.kind === "table");
}

describe("a document", () => {
  it("is all of its files, whatever their order", () => {
    const [posts] = tablesOf(
      table("posts", id, 'foreign_key "f" {', "  ref_columns = [table.users.column.id]", "}"),
      publicSchema,
      table("users", id),
    );
    assert.deepEqual(
      posts?.refers.map(({ schema, name, part }) => [schema, name, part?.name]),
      [["public", "users", "id"]],
    );
  });

  it("calls the schema of a bound state by no name", () => {
    const { objects, schemas } = readTexts([publicSchema, table("t", id)], { bound: true });
    assert.deepEqual(schemas, ["public"]);
    assert.deepEqual(
      objects.map(({ kind, schema, name }) => [kind, schema, name]),
      [["table", "", "t"]],
    );
  });

  it("takes the attribute name for the name, and the label for references", () => {
    const { objects } = readTexts(
      [
        'variable "tenant" {\n  type = string\n}\nschema "s" {\n  name = var.tenant\n}\n',
        'table "t" {\n  schema = schema.s\n  name = "${schema.s.name}_t"\n  column "id" {\n    name = "key"\n    type = int\n  }\n  primary_key {\n    columns = [column.id]\n  }\n}\n',
      ],
      { variables: { tenant: "acme" } },
    );
    assert.deepEqual(
      objects.map(({ schema, name }) => [schema, name]),
      [
        ["", "acme"],
        ["acme", "acme_t"],
      ],
    );
    assert.deepEqual(
      objects.flatMap((object) => ("key" in object ? object.key : [])),
      ["key"],
    );
  });

  it("copies a block for each element, which may be a reference", () => {
    const [, audit] = tablesOf(
      publicSchema,
      table("a", id),
      [
        'table "audit" {',
        "  for_each = [table.a]",
        '  name   = "audit_${each.value.name}"',
        "  schema = each.value.schema",
        `  ${id}`,
        '  foreign_key "f" {',
        "    ref_columns = [each.value.column.id]",
        "  }",
        "}",
        "",
      ].join("\n"),
    );
    assert.equal(audit?.name, "audit_a");
    assert.deepEqual(
      audit.refers.map(({ name, part }) => [name, part?.name]),
      [["a", "id"]],
    );
  });

  it("writes dynamic blocks out", () => {
    const [t] = tablesOf(
      publicSchema,
      table(
        "t",
        'dynamic "column" {',
        '  for_each = ["a", "b"]',
        "  labels = [column.value]",
        "  content {",
        "    type = text",
        "  }",
        "}",
      ),
    );
    assert.deepEqual(
      t?.columns.map(({ name }) => name),
      ["a", "b"],
    );
  });

  it("tells objects of one name apart by their schemas", () => {
    const both = `${publicSchema}schema "b" {\n}\ntable "public" "t" {\n  schema = schema.public\n  ${id}\n}\ntable "b" "t" {\n  schema = schema.b\n  ${id}\n}\n`;
    const [, , user] = tablesOf(
      both,
      table("u", id, 'foreign_key "f" {', "  ref_columns = [table.b.t.column.id]", "}"),
    );
    assert.deepEqual(
      user?.refers.map(({ schema }) => schema),
      ["b"],
    );
    assert.match(
      problemOf([both, table("u", 'foreign_key "f" {', "  ref_columns = [table.t.column.id]", "}")]),
      /^2.hcl:4:20: multiple reference tables found for "t" \| Say which: /,
    );
  });

  it("knows which objects an SQL text speaks of, with the parameters of functions", () => {
    const [t] = tablesOf(
      publicSchema,
      table("t", "check = \"f(t.id, 'u') AND nextval('public.u'::regclass) > 0 /* v */\""),
      table("u", id),
      table("v", id),
      'function "f" {\n  schema = schema.public\n  args   = ["int", "text"]\n}\n',
    );
    assert.deepEqual(
      t?.uses.map(({ name }) => name),
      ["f(int, text)", "u"],
    );
  });

  it("says where its objects and their parts stand", () => {
    const declared = readTexts([publicSchema, `\n${table("t", id)}`]);
    const place = (ref: { kind: string; name: string; table?: string }) =>
      declared.placeOf({ schema: "public", ...ref });
    assert.deepEqual(place({ kind: "table", name: "t" }), { file: "2.hcl", line: 2, column: 1 });
    assert.deepEqual(place({ kind: "column", table: "t", name: "id" }), {
      file: "2.hcl",
      line: 4,
      column: 3,
    });
    assert.deepEqual(place({ kind: "check", table: "t", name: "unheard of" }), {
      file: "2.hcl",
      line: 2,
      column: 1,
    });
  });

  it("takes types in every form", () => {
    const types = [
      "int",
      '"int"',
      "varchar(255)",
      'sql("text[]")',
      'enum("a", "b")',
      "geometry(Point, 4326)",
    ];
    const [t] = tablesOf(
      publicSchema,
      table("t", ...types.map((type, at) => `column "c${at}" {\n    type = ${type}\n  }`)),
    );
    assert.deepEqual(
      t?.columns.map(({ type }) => type && Object.values(type).slice(0, -1)),
      [
        ["int", []],
        ["int", []],
        ["varchar", [255]],
        ["text[]"],
        ["enum", ["a", "b"]],
        ["geometry", ["Point", 4326]],
      ],
    );
  });

  it("keeps the digits of numbers", () => {
    const values = ["1.10", "-0.12345678901234567890", "12345678901234567890"];
    const [t] = tablesOf(
      publicSchema,
      table("t", ...values.map((value, at) => `column "c${at}" {\n    default = ${value}\n  }`)),
    );
    assert.deepEqual(
      t?.columns.map(({ default: value }) => value && "text" in value && value.text),
      values,
    );
  });

  const link = (...body: readonly string[]) => [
    publicSchema,
    table("t", id, 'foreign_key "f" {', ...body.map((line) => `  ${line}`), "}"),
  ];
  const problems: Readonly<Record<string, readonly [texts: readonly string[], problem: string]>> = {
    "a block of an unknown type": [
      ['tabel "t" {\n}\n'],
      '1.hcl:1:1: unexpected block "tabel" | Did you mean table?',
    ],
    "an unknown attribute": [
      [publicSchema, table("t", "chek = 1")],
      '2.hcl:3:3: unexpected attribute "chek" in table "t" | Did you mean check?',
    ],
    "an unknown block inside": [
      [publicSchema, table("t", 'colum "x" {', "}")],
      '2.hcl:3:3: unexpected block "colum" in table "t" | Did you mean column?',
    ],
    "an attribute outside of any block": [
      ["a = 1\n"],
      '1.hcl:1:1: unexpected attribute "a" outside of any block | Put it into a block, such as locals { a = … }.',
    ],
    "a project file": [
      ['env "dev" {\n}\n'],
      'cannot parse project file "1.hcl" as a schema file | Name the files that hold the schema; the project file is given with --config.',
    ],
    "too many labels": [
      ['table "a" "b" "c" {\n}\n'],
      '1.hcl:1:1: too many labels for block: [a b c] | Write table "name", or table "schema" "name".',
    ],
    "a block that is there twice": [
      [publicSchema, table("t"), table("t")],
      '3.hcl:1:1: table "t" is there a second time; the first is at 2.hcl:1:1 | Keep one of them, or give one another name.',
    ],
    "a column that is there twice": [
      [publicSchema, table("t", id, id)],
      '2.hcl:6:3: column "id" is there a second time; the first is at 2.hcl:3:3 | Keep one of them, or give one another name.',
    ],
    "two blocks where one belongs": [
      [publicSchema, table("t", "primary_key {", "}", "primary_key {", "}")],
      '2.hcl:5:3: multiple primary_key blocks found in table "t"; the first is in line 3 | Keep one of them.',
    ],
    "a schema that is not declared": [
      [publicSchema, table("t").replace("public", "pblic")],
      '2.hcl:2:12: schema "pblic" not found for table "t" | Did you mean schema.public?',
    ],
    "a table without a schema": [
      ['table "t" {\n}\n'],
      '1.hcl:1:1: cannot extract schema name for table "t": missing attribute schema | Write schema = schema.name, with the label of a block schema "name" { … }.',
    ],
    "a table whose schema is misspelt": [
      [publicSchema, 'table "t" {\n  shema = schema.public\n}\n'],
      '2.hcl:2:3: unexpected attribute "shema" in table "t" | Did you mean schema?',
    ],
    "a table that is not declared": [
      link("ref_columns = [table.u.column.id]"),
      '2.hcl:7:20: referenced table "u" not found | Declare it: table "u" { … }, or correct the name.',
    ],
    "a column that is not declared": [
      link("ref_columns = [column.ids]"),
      '2.hcl:7:20: column "ids" was not found in table t | Did you mean column.id?',
    ],
    "a broken reference": [
      link("ref_columns = [table.t.index.i]"),
      '2.hcl:7:20: broken reference to "table.t.index.i" | Look at what the block table "t" holds.',
    ],
    "a list of mixed types": [
      link('ref_columns = [column.id, "id"]'),
      '2.hcl:7:19: mixed list types used in "ref_columns" attribute | Let all elements be references.',
    ],
    "a reference where none belongs": [
      [publicSchema, table("t", "check = table.t")],
      "2.hcl:3:11: invalid reference used in check | Give the value itself, such as a text in double quotes.",
    ],
    "a reference to something else": [
      link("ref_columns = [table.t]"),
      "2.hcl:7:20: invalid reference used in ref_columns | Write a reference to a block column, such as column.name.",
    ],
    "an unknown word": [
      link("on_delete = CASCADES"),
      '2.hcl:7:17: Unknown foreign_key.on_delete; There is no on_delete named "CASCADES". | Did you mean CASCADE?',
    ],
    "a value of the wrong type": [
      [publicSchema, table("t", 'column "x" {', '  null = "maybe"', "}")],
      "2.hcl:4:12: column.null has to be true or false, not a value of type string | Correct the value.",
    ],
    "a circle of names": [
      [
        `${publicSchema}table "a" {\n  schema = schema.public\n  name = table.b.name\n}\ntable "b" {\n  schema = schema.public\n  name = table.a.name\n}\n`,
      ],
      '1.hcl:9:10: cyclic reference to "table.a.name" | Let one of the attributes of the circle have a value of its own.',
    ],
    "a loop over what is no collection": [
      [publicSchema, 'table "t" {\n  for_each = 1\n}\n'],
      "2.hcl:2:14: schemahcl: for_each does not support number type | Give a list, a set or an object; toset(…) makes a set of a list.",
    ],
    "a variable without a value": [
      ['variable "x" {\n  type = string\n}\n'],
      '1.hcl:1:1: missing value for required variable "x" | Give it on the command line, such as --var x=…, or declare a default.',
    ],
    "a broken hint about order": [
      [publicSchema, table("t", "depends_on = [table.u]")],
      '2.hcl:3:17: referenced table "u" not found | Declare it: table "u" { … }, or correct the name.',
    ],
  };
  for (const [name, [texts, problem]] of Object.entries(problems))
    it(`refuses ${name}, and says where`, () => {
      assert.equal(problemOf(texts), problem);
    });

  it("refuses more or less than one schema where the database has one", () => {
    const counts = [
      ["", 0],
      [`${publicSchema}schema "b" {\n}\n`, 2],
    ] as const;
    for (const [text, count] of counts)
      assert.match(
        problemOf([text], { bound: true }),
        new RegExp(`^1.hcl: expecting document to contain a single schema, got ${count} `),
      );
  });

  it("takes words in any letter case, with blanks, in quotes", () => {
    for (const word of ["SET_NULL", "set_null", '"SET NULL"', "true ? SET_NULL : CASCADE"]) {
      const [t] = tablesOf(...link(`on_delete = ${word}`));
      assert.equal(t?.onDelete, "SET_NULL", word);
    }
  });
});
