import { attribute, type BlockCodec, listOf, quoted } from "@atlas/hcl";
import type { Statistics } from "../statistics.ts";

const kinds = ["dependencies", "mcv", "ndistinct"];

/** `statistics "together" { schema = …  on = table.t  columns = ["a", "b"] }` */
export const statisticsCodec: BlockCodec<Statistics> = {
  types: ["statistics"],

  print(statistics, context) {
    const { schema, name, on, columns, expressions, target, comment } = statistics;
    return [
      {
        type: "statistics",
        labels: context.labels("statistics", schema, name),
        body: [
          { name: "schema", value: context.schemaReference(schema) },
          // What the text does not declare is called by its names.
          ...(context.isDeclared(on.kind, on.schema, on.name)
            ? [{ name: "on", value: context.reference(on.kind, on.schema, on.name) }]
            : [
                { name: "table_schema", value: quoted(on.schema) },
                { name: "table_name", value: quoted(on.name) },
              ]),
          ...attribute("kinds", statistics.kinds.length === 0 ? undefined : listOf(statistics.kinds)),
          ...attribute("columns", columns.length === 0 ? undefined : listOf(columns.map(quoted))),
          ...attribute("expressions", expressions.length === 0 ? undefined : listOf(expressions.map(quoted))),
          ...attribute("target", target === undefined ? undefined : String(target)),
          ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
        ],
      },
    ];
  },

  read(block, context) {
    const reference = block.reference("on", ["table", "materialized", "foreign_table"]);
    const on = reference
      ? { kind: reference.type, schema: reference.schema, name: reference.name }
      : {
          kind: "table",
          schema: block.requiredText("table_schema"),
          name: block.requiredText("table_name"),
        };
    const expressions = block.texts("expressions") ?? [];
    const target = block.int("target");
    const comment = block.text("comment");
    return {
      kind: "statistics",
      schema: block.schema(),
      name: block.name,
      on,
      kinds: block.words("kinds", kinds) ?? [],
      columns: block.texts("columns") ?? [],
      expressions,
      ...(target !== undefined && { target: Number(target) }),
      ...(comment && { comment }),
      uses: expressions.flatMap((expression) => context.mentioned(expression)),
    };
  },
};
