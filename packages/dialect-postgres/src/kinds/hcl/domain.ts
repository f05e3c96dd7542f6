import {
  attribute,
  type BlockCodec,
  type BlockReader,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { printDefault, readDefault } from "../../hcl-defaults.ts";
import { bareExpression, printCollation, readCollation, requiredName } from "../../hcl-expressions.ts";
import { printType, readRequiredType } from "../../hcl-types.ts";
import type { Domain, DomainCheck } from "../domain.ts";
import { normalDefault } from "../table/default-text.ts";
import { readCheckExpression } from "../table/hcl/checks.ts";

export const domainCodec: BlockCodec<Domain> = {
  types: ["domain"],

  print: (domain, context) => [
    {
      type: "domain",
      labels: context.labels("domain", domain.schema, domain.name),
      body: [
        { name: "schema", value: context.schemaReference(domain.schema) },
        { name: "type", value: printType(domain, context) },
        { name: "null", value: String(!domain.notNull) },
        ...attribute(
          "default",
          domain.default === undefined
            ? undefined
            : printDefault(normalDefault(domain.default, domain.type), domain),
        ),
        ...attribute("collate", printCollation(domain.collation)),
        ...domain.checks.map(printCheck),
        ...attribute("comment", domain.comment === undefined ? undefined : quoted(domain.comment)),
      ],
    },
  ],

  read(block, context) {
    const { type, typeRef } = readRequiredType(block, "type", context);
    const named = { type, ...(typeRef && { typeRef }) };
    const value = readDefault(block, "default", named);
    const collation = readCollation(block, "collate");
    const comment = block.text("comment");
    return {
      kind: "domain",
      schema: block.schema(),
      name: block.name,
      ...named,
      ...(value !== undefined && { default: value, uses: context.mentioned(value) }),
      notNull: !(block.bool("null") ?? false),
      ...(collation !== undefined && { collation }),
      checks: block.blocks("check").map((check) => readCheck(check, context)),
      ...(comment && { comment }),
    };
  },
};

function printCheck({ name, expression, notValid, comment }: DomainCheck): PrintedBlock {
  return {
    type: "check",
    labels: [name],
    body: [
      { name: "expr", value: quoted(bareExpression(expression)) },
      ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
      ...attribute("not_valid", notValid ? "true" : undefined),
    ],
  };
}

function readCheck(block: BlockReader, context: ReadBlockContext): DomainCheck {
  const comment = block.text("comment");
  const expression = readCheckExpression(block);
  return {
    name: requiredName(block),
    expression,
    uses: context.mentioned(expression),
    notValid: block.bool("not_valid") ?? false,
    ...(comment && { comment }),
  };
}
