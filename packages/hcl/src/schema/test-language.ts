import { AtlasError, type DeclaredSchema, type Ref, type SchemaObject } from "@atlas/core";
import { schemaLanguage } from "./language.ts";
import { attribute } from "./print.ts";
import { listOf, quoted } from "./printed-values.ts";
import type { BlockCodec, BlockReader, BlockReference, SqlOrLiteral, TypeExpression } from "./reading.ts";

// A small language of its own, for tests of what all languages share.

export interface TestTable extends SchemaObject {
  readonly kind: "table";
  readonly columns: readonly TestColumn[];
  readonly key?: readonly string[];
  readonly refers: readonly BlockReference[];
  readonly onDelete?: string;
  readonly uses: readonly Ref[];
}

interface TestColumn {
  readonly name: string;
  readonly isNull: boolean;
  readonly type?: TypeExpression;
  readonly default?: SqlOrLiteral;
}

const table: BlockCodec<TestTable> = {
  types: ["table"],
  read(block, context) {
    const schema = block.schema();
    const { name } = block;
    const columns = block.blocks("column").map((column): TestColumn => {
      context.declare({ kind: "column", schema, table: name, name: column.name }, column.place);
      return readColumn(column);
    });
    const key = block.block("primary_key")?.references("columns", ["column"]);
    const [link] = block.blocks("foreign_key");
    const onDelete = link?.word("on_delete", ["NO_ACTION", "SET_NULL", "CASCADE"]);
    return {
      kind: "table",
      schema,
      name,
      columns,
      ...(key && { key: key.map(({ part }) => part?.name ?? "") }),
      refers: link?.references("ref_columns", ["column"]) ?? [],
      ...(onDelete !== undefined && { onDelete }),
      uses: context.mentioned(block.expression("check") ?? ""),
    };
  },
  print: ({ schema, name }, context) => [
    {
      type: "table",
      labels: context.labels("table", schema, name),
      body: [{ name: "schema", value: context.schemaReference(schema) }],
    },
  ],
};

function readColumn(column: BlockReader): TestColumn {
  const type = column.typeExpression("type");
  const value = column.sqlOrLiteral("default");
  return {
    name: column.name,
    isNull: column.bool("null") ?? false,
    ...(type && { type }),
    ...(value && { default: value }),
  };
}

interface TestFunction extends SchemaObject {
  readonly kind: "function";
  readonly body: string;
}

/** Its name has the parameters, as that of PostgreSQL's functions. */
const routine: BlockCodec<TestFunction> = {
  types: ["function"],
  read: (block) => {
    const arguments_ = block.texts("args") ?? [];
    const body = block.expression("as") ?? "";
    return {
      kind: "function",
      schema: block.schema(),
      name: `${block.name}(${arguments_.join(", ")})`,
      body,
    };
  },
  handle: ({ name }) => ({ type: "function", name: name.replace(/\(.*/s, "") }),
  print: ({ schema, name, body }, context) => [
    {
      type: "function",
      labels: context.labels("function", schema, name.replace(/\(.*/s, "")),
      body: [
        { name: "schema", value: context.schemaReference(schema) },
        { name: "args", value: listOf([]) },
        ...attribute("as", quoted(body)),
      ],
    },
  ],
};

const schema: BlockCodec<SchemaObject> = {
  types: ["schema"],
  read: (block) => ({ kind: "schema", schema: "", name: block.name }),
  print: ({ name }) => [{ type: "schema", labels: [name], body: [] }],
};

export const testLanguage = schemaLanguage({
  codecs: { schema, table, function: routine },
  order: ["table"],
});

/** What texts declare; they are called `1.hcl`, `2.hcl`, … */
export function readTexts(
  texts: readonly string[],
  options: { readonly bound?: boolean; readonly variables?: Readonly<Record<string, string>> } = {},
): DeclaredSchema {
  const { bound = false, variables = {} } = options;
  return testLanguage.read(
    texts.map((text, at) => ({ name: `${at + 1}.hcl`, text })),
    { bound, variables },
  );
}

/** The error about a text, as `file:line:column: message | hint`. */
export function problemOf(texts: readonly string[], options?: { readonly bound?: boolean }): string {
  try {
    readTexts(texts, options);
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
    const place = error.place ? `${error.place.file}:${error.place.line}:${error.place.column}: ` : "";
    return `${place}${error.message} | ${error.hint}`;
  }
  return "no problem";
}
