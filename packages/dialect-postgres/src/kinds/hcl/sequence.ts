import {
  attribute,
  type BlockCodec,
  type BlockReader,
  type PrintedAttribute,
  type PrintBlockContext,
  quoted,
} from "@atlas/hcl";
import { printSequence, readSequence } from "../../hcl-sequence.ts";
import { readType } from "../../hcl-types.ts";
import type { Sequence } from "../sequence.ts";

/** Sequences of serial and identity columns are told by their columns. */
export const sequenceCodec: BlockCodec<Sequence> = {
  types: ["sequence"],

  print: (sequence, context) => [
    {
      type: "sequence",
      labels: context.labels("sequence", sequence.schema, sequence.name),
      body: [
        { name: "schema", value: context.schemaReference(sequence.schema) },
        ...attribute("type", sequence.type === "bigint" ? undefined : sequence.type),
        ...printSequence(sequence.type, sequence),
        ...printOwner(sequence, context),
        ...attribute("comment", sequence.comment === undefined ? undefined : quoted(sequence.comment)),
        ...attribute("unlogged", sequence.unlogged ? "true" : undefined),
      ],
    },
  ],

  read(block, context) {
    const type = readType(block, "type", context)?.type ?? "bigint";
    const schema = block.schema();
    const ownedBy = readOwner(block, schema);
    const comment = block.text("comment");
    return {
      kind: "sequence",
      schema,
      name: block.name,
      type,
      ...readSequence(block, type),
      unlogged: block.bool("unlogged") ?? false,
      ...(ownedBy && { ownedBy }),
      ...(comment && { comment }),
    };
  },
};

/** The owner of a sequence always is in its schema. */
function printOwner({ ownedBy }: Sequence, context: PrintBlockContext): readonly PrintedAttribute[] {
  if (!ownedBy) return [];
  const { schema, table, column } = ownedBy;
  if (context.isDeclared("table", schema, table)) {
    const owner = context.reference("table", schema, table, { type: "column", name: column });
    return [{ name: "owner", value: owner }];
  }
  return [
    { name: "owner_table_name", value: quoted(table) },
    { name: "owner_column_name", value: quoted(column) },
  ];
}

function readOwner(block: BlockReader, schema: string): Sequence["ownedBy"] {
  const reference = block.reference("owner", ["column"]);
  const table = block.text("owner_table_name");
  const column = block.text("owner_column_name");
  if (reference?.part)
    return { schema: reference.schema, table: reference.name, column: reference.part.name };
  return table === undefined || column === undefined ? undefined : { schema, table, column };
}
