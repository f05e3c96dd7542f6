import { attribute, type BlockCodec, quoted } from "@atlas/hcl";
import { printCollation, readCollation, requiredName } from "../../hcl-expressions.ts";
import { printType, readRequiredType } from "../../hcl-types.ts";
import type { Composite } from "../composite.ts";

export const compositeCodec: BlockCodec<Composite> = {
  types: ["composite"],

  print: (composite, context) => [
    {
      type: "composite",
      labels: context.labels("composite", composite.schema, composite.name),
      body: [
        { name: "schema", value: context.schemaReference(composite.schema) },
        ...attribute("comment", composite.comment === undefined ? undefined : quoted(composite.comment)),
        ...composite.attributes.map((field) => ({
          type: "field",
          labels: [field.name],
          body: [
            { name: "type", value: printType(field, context) },
            ...attribute("collate", printCollation(field.collation)),
            ...attribute("comment", field.comment === undefined ? undefined : quoted(field.comment)),
          ],
        })),
      ],
    },
  ],

  read(block, context) {
    const comment = block.text("comment");
    return {
      kind: "composite",
      schema: block.schema(),
      name: block.name,
      attributes: block.blocks("field").map((field) => {
        const { type, typeRef } = readRequiredType(field, "type", context);
        const collation = readCollation(field, "collate");
        const text = field.text("comment");
        return {
          name: requiredName(field),
          type,
          ...(typeRef && { typeRef }),
          ...(collation !== undefined && { collation }),
          ...(text && { comment: text }),
        };
      }),
      ...(comment && { comment }),
    };
  },
};
