import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { AtlasError, type SchemaObject, type State } from "@atlas/core";
import { evaluate } from "../evaluate.ts";
import { format } from "../format.ts";
import { standardFunctions } from "../functions.ts";
import { parse } from "../parse.ts";
import { emptyScope } from "../scope.ts";
import type { Body } from "../syntax.ts";
import { printBlocks } from "./print.ts";
import type { PrintedBlock, PrintedEntry } from "./printed.ts";
import { heredocOrQuoted, listOf, quoted, referenceTo } from "./printed-values.ts";
import { readTexts, testLanguage } from "./test-language.ts";

const anyText = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc
      .array(
        fc.constantFrom(
          "a",
          " ",
          "\n",
          "\t",
          "\r\n",
          "${",
          "%{",
          "$",
          "%",
          '"',
          "\\",
          "SQL",
          "é",
          "😀",
          "  ",
          "\n\n",
        ),
        {
          maxLength: 12,
        },
      )
      .map((parts) => parts.join("")),
  )
  .filter((text) => text.isWellFormed());

const parsedValue = (expression: string): unknown => {
  const source = { name: "x.hcl", text: `a = ${expression}\n` };
  const value = parse(source).body.attributes.get("a")?.value;
  return value && evaluate(value, { source, scope: emptyScope, functions: standardFunctions });
};

describe("printed values", () => {
  it("read as the text that was written", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.equal(parsedValue(quoted(text)), text);
      }),
    );
  });

  it("read as the body that was written, without white space that means nothing", () => {
    const plain = (text: string): string =>
      text
        .trim()
        .replaceAll("\r\n", "\n")
        .replace(/^[^\S\n]+$/gm, "");
    fc.assert(
      fc.property(anyText, (text) => {
        const value = parsedValue(heredocOrQuoted(text));
        assert.equal(plain(String(value)), plain(text));
      }),
    );
  });

  it("are heredocs where a body has several lines", () => {
    assert.equal(heredocOrQuoted("\n SELECT 1 \n"), '"SELECT 1"');
    assert.equal(
      heredocOrQuoted("BEGIN\r\n  RETURN '${x}';\n \nEND"),
      "<<-SQL\n  BEGIN\n    RETURN '$${x}';\n\n  END\n  SQL",
    );
    assert.equal(heredocOrQuoted("a\n SQL"), String.raw`"a\n SQL"`);
  });

  it("write references by dots, and by texts where a name is no identifier", () => {
    const cases: Readonly<Record<string, readonly string[]>> = {
      "table.users.column.id": ["table", "users", "column", "id"],
      'table["my-table"].column["x y"]': ["table", "my-table", "column", "x y"],
      "foreign_key.0": ["foreign_key", "0"],
      'table["007"]': ["table", "007"],
      'table.1["2"]': ["table", "1", "2"],
      'table["$${a}"]': ["table", "${a}"],
      "table.größe": ["table", "größe"],
    };
    for (const [text, path] of Object.entries(cases)) assert.equal(referenceTo(path), text);
  });

  it("find the block they refer to, whatever it is called", () => {
    fc.assert(
      fc.property(anyText, anyText, (name, column) => {
        const text = printBlocks([
          { type: "schema", labels: ["s"], body: [] },
          {
            type: "table",
            labels: [name],
            body: [
              { name: "schema", value: "schema.s" },
              { type: "column", labels: [column], body: [] },
              {
                type: "foreign_key",
                labels: ["f"],
                body: [
                  { name: "ref_columns", value: listOf([referenceTo(["table", name, "column", column])]) },
                ],
              },
            ],
          },
        ]);
        const [, table] = readTexts([text]).objects;
        assert.ok(table && "refers" in table && Array.isArray(table.refers));
        const [reference]: readonly unknown[] = table.refers;
        assert.partialDeepStrictEqual(reference, { name, part: { name: column } });
      }),
      { numRuns: 200 },
    );
  });
});

/** Blocks with names and values of every form. */
const { block } = fc.letrec<{ block: PrintedBlock; entry: PrintedEntry }>((tie) => ({
  entry: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({
      name: fc.constantFrom("type", "a", "long_name"),
      value: fc.oneof(
        anyText.map(quoted),
        anyText.map(heredocOrQuoted),
        fc.constantFrom("1", "true", "numeric(6,2)", "[column.id, table.t.column.x]", 'sql("now()")'),
      ),
    }),
    tie("block"),
  ),
  block: fc.record({
    type: fc.constantFrom("table", "column"),
    labels: fc.array(anyText, { maxLength: 2 }),
    body: fc.uniqueArray(tie("entry"), {
      maxLength: 4,
      selector: (entry) => ("name" in entry ? entry.name : entry),
    }),
  }),
}));

describe("printed blocks", () => {
  it("stay as they are when they are laid out, unless a call outside of a type loses its blanks", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 3 }), (blocks) => {
        const text = printBlocks(blocks).replace(
          /^( *(?:a|long_name) += )numeric\(6,2\)$/gm,
          "$1numeric(6, 2)",
        );
        assert.equal(format({ name: "x.hcl", text }), text);
      }),
    );
  });

  it("read as the blocks that were written", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 3 }), (blocks) => {
        const { body } = parse({ name: "x.hcl", text: printBlocks(blocks) });
        assert.deepEqual(shapeOfBody(body), shapeOf(blocks));
      }),
    );
  });

  it("align the names of attributes up to the next block, also around a heredoc", () => {
    const text = printBlocks([
      {
        type: "f",
        labels: [],
        body: [
          { name: "a", value: "1" },
          { name: "as", value: heredocOrQuoted("x\ny") },
          { name: "long", value: "2" },
          { type: "g", labels: ["h"], body: [] },
          { name: "b", value: "3" },
        ],
      },
    ]);
    assert.equal(
      text,
      'f {\n  a    = 1\n  as   = <<-SQL\n  x\n  y\n  SQL\n  long = 2\n  g "h" {\n  }\n  b = 3\n}\n',
    );
  });
});

type Shape = readonly [
  type: string,
  labels: readonly string[],
  attributes: readonly string[],
  blocks: readonly Shape[],
];

function shapeOf(entries: readonly PrintedEntry[]): readonly Shape[] {
  return entries.flatMap((entry): readonly Shape[] =>
    "type" in entry
      ? [
          [
            entry.type,
            entry.labels,
            entry.body.flatMap((each) => ("name" in each ? [each.name] : [])),
            shapeOf(entry.body),
          ],
        ]
      : [],
  );
}

function shapeOfBody(body: Body): readonly Shape[] {
  return body.blocks.map((inner): Shape => [
    inner.type,
    inner.labels.map(({ value }) => value),
    [...inner.body.attributes.keys()],
    shapeOfBody(inner.body),
  ]);
}

describe("a printed state", () => {
  const stateOf = (objects: readonly SchemaObject[], bound: string | null = null): State => ({
    dialect: "test",
    version: "1",
    scope: { bound, schemas: [] },
    objects,
    unmanaged: [],
  });
  const of = (kind: string, schema: string, name: string): SchemaObject => ({
    kind,
    schema,
    name,
    ...(kind === "function" && { body: "x" }),
  });
  const headsOf = (text: string): readonly string[] =>
    [...text.matchAll(/^\w+ .*(?= \{$)/gm)].map(([head]) => head);

  it("has two labels where several schemas have an object of one name, and where one is read as a qualifier", () => {
    const objects = [
      ...["a", "b", "c"].map((name) => of("schema", "", name)),
      of("table", "a", "t"),
      of("table", "b", "t"),
      of("table", "c", "a"),
      of("table", "c", "u"),
      of("function", "a", "t()"),
      of("function", "a", "t(integer)"),
    ];
    assert.deepEqual(headsOf(testLanguage.print(stateOf(objects))), [
      'table "a" "t"',
      'table "b" "t"',
      'table "c" "a"',
      'table "u"',
      'function "t"',
      'function "t"',
      'schema "a"',
      'schema "b"',
      'schema "c"',
    ]);
  });

  it("calls the schema of a bound state as asked for, or by its own name", () => {
    const state = stateOf([of("table", "", "t")], "main");
    assert.equal(testLanguage.print(state), 'table "t" {\n  schema = schema.main\n}\nschema "main" {\n}\n');
    assert.equal(
      testLanguage.print(state, "default_schema"),
      'table "t" {\n  schema = schema.default_schema\n}\nschema "default_schema" {\n}\n',
    );
  });

  it("names what cannot be written", () => {
    assert.equal(
      testLanguage.print(stateOf([of("domain", "a", "d")])),
      '# not written in HCL: domain "a.d"\n',
    );
  });
});

describe("reading nearly HCL", () => {
  it("ends with objects or an error that has a place", () => {
    const pieces = [
      'schema "s" {\n}\n',
      'table "t" {\n',
      'table "s" "t" {\n',
      'column "id" {\n',
      'dynamic "column" {\n',
      "content {\n",
      "}\n",
      "schema = schema.s\n",
      "name = table.t.name\n",
      "name = each.value.name\n",
      "for_each = [table.t]\n",
      'for_each = ["a", "b"]\n',
      "type = varchar(column.id)\n",
      "type = table.t.column.id.type\n",
      "null = null\n",
      "columns = [column.id, column[0]]\n",
      "ref_columns = table.t.column\n",
      "primary_key {\n",
      'foreign_key "f" {\n',
      "check = table.t.check\n",
      "locals {\n",
      "x = local.x\n",
      'variable "v" {\ntype = string\ndefault = "t"\n}\n',
      "on_delete = var.v\n",
      "depends_on = [each.value, local.x]\n",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 25 }), fc.boolean(), (parts, bound) => {
        try {
          readTexts([parts.join("")], { bound });
        } catch (error) {
          assert.ok(error instanceof AtlasError && error.code === "E_HCL", String(error));
          assert.ok(error.place ?? error.message.includes("single schema"), error.message);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
