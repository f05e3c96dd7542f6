import {
  attribute,
  type BlockCodec,
  type BlockReader,
  listOf,
  type PrintBlockContext,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import type { PublishedTable, Publication } from "../publication.ts";

const operations = ["insert", "update", "delete", "truncate"];

/** `publication "news" { … }`: of the whole database, and left out of a text for one schema. */
export const publicationCodec: BlockCodec<Publication> = {
  types: ["publication"],

  print: (publication, context) => [
    {
      type: "publication",
      labels: [publication.name],
      body: [
        ...attribute("all_tables", publication.allTables ? "true" : undefined),
        ...attribute(
          "schemas",
          publication.schemas.length === 0
            ? undefined
            : listOf(publication.schemas.map((name) => context.schemaReference(name))),
        ),
        ...attribute("comment", publication.comment === undefined ? undefined : quoted(publication.comment)),
        ...publication.tables.map((table) => printTable(table, context)),
        ...attribute(
          "publish",
          publication.publish.length === operations.length ? undefined : listOf(publication.publish),
        ),
        ...attribute("publish_via_partition_root", publication.viaRoot ? "true" : undefined),
        ...attribute("publish_generated_columns", publication.generatedColumns),
      ],
    },
  ],

  read(block, context) {
    const publish = block.words("publish", operations) ?? operations;
    const comment = block.text("comment");
    const generated = block.word("publish_generated_columns", ["none", "stored"]);
    const publication: Publication = {
      kind: "publication",
      schema: "",
      name: block.name,
      allTables: block.bool("all_tables") ?? false,
      tables: block.blocks("table").map((table) => readTable(table, context)),
      schemas: (block.references("schemas", ["schema"]) ?? []).map(({ name }) => name),
      publish: operations.filter((operation) => publish.includes(operation)),
      viaRoot: block.bool("publish_via_partition_root") ?? false,
      ...(generated === "stored" && { generatedColumns: "stored" }),
      ...(comment && { comment }),
    };
    return context.bound ? [] : publication;
  },
};

function printTable(table: PublishedTable, context: PrintBlockContext): PrintedBlock {
  const { schema, name, columns, where } = table;
  return {
    type: "table",
    labels: [],
    body: [
      // A table that the text does not declare is called by its names.
      ...(context.isDeclared("table", schema, name)
        ? [{ name: "table", value: context.reference("table", schema, name) }]
        : [
            { name: "schema_name", value: quoted(schema) },
            { name: "table_name", value: quoted(name) },
          ]),
      ...attribute("columns", columns.length === 0 ? undefined : listOf(columns.map(quoted))),
      ...attribute("where", where === undefined ? undefined : quoted(where)),
    ],
  };
}

function readTable(block: BlockReader, context: ReadBlockContext): PublishedTable {
  const reference = block.reference("table", ["table"]);
  const schema = reference?.schema ?? block.requiredText("schema_name");
  const name = reference?.name ?? block.requiredText("table_name");
  const where = block.expression("where");
  return {
    schema,
    name,
    columns: block.texts("columns") ?? [],
    ...(where !== undefined && { where: /^\(.*\)$/s.test(where) ? where : `(${where})` }),
    uses: where === undefined ? [] : context.mentioned(where),
  };
}
