import { attribute, type BlockCodec, quoted } from "@atlas/hcl";
import { printCollation, readCollation } from "../../hcl-expressions.ts";
import { withoutNeedlessQuotes } from "../../hcl-raw-type.ts";
import { printType, readRequiredType } from "../../hcl-types.ts";
import type { Range } from "../range.ts";

/** A block of our own: its attributes are called as in CREATE TYPE … AS RANGE. */
export const rangeCodec: BlockCodec<Range> = {
  types: ["range"],

  print: (range, context) => [
    {
      type: "range",
      labels: context.labels("range", range.schema, range.name),
      body: [
        { name: "schema", value: context.schemaReference(range.schema) },
        { name: "subtype", value: printType(range.subtype, context) },
        ...attribute("subtype_opclass", nameText(range.operatorClass)),
        ...attribute("collation", printCollation(range.collation)),
        ...attribute("subtype_diff", nameText(range.difference)),
        ...attribute(
          "multirange_type_name",
          range.multirange === undefined ? undefined : quoted(range.multirange),
        ),
        ...attribute("comment", range.comment === undefined ? undefined : quoted(range.comment)),
      ],
    },
  ],

  read(block, context) {
    const { type, typeRef } = readRequiredType(block, "subtype", context);
    const operatorClass = block.expression("subtype_opclass");
    const collation = readCollation(block, "collation");
    const difference = block.expression("subtype_diff");
    const multirange = block.text("multirange_type_name");
    const comment = block.text("comment");
    return {
      kind: "range",
      schema: block.schema(),
      name: block.name,
      subtype: { type, ...(typeRef && { typeRef }) },
      ...(operatorClass !== undefined && { operatorClass }),
      ...(collation !== undefined && { collation }),
      ...(difference !== undefined && { difference }),
      ...(multirange !== undefined && { multirange }),
      ...(comment && { comment }),
    };
  },
};

/** A name as SQL writes it. */
function nameText(name: string | undefined): string | undefined {
  return name === undefined ? undefined : quoted(withoutNeedlessQuotes(name));
}
