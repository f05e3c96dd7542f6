import { type BlockReader, quoted } from "@atlas/hcl";
import { isGroup, inParentheses, withoutParentheses } from "./expressions.ts";

/** An expression of a check or a generated column: in one pair of parentheses unless it is a lone call. */
export function printExpression(expression: string): string {
  const inner = withoutParentheses(expression);
  const call = /^\w+(?=\()/.exec(inner)?.[0];
  return quoted(call !== undefined && isGroup(inner.slice(call.length)) ? inner : `(${inner})`);
}

/** In one pair of parentheses, as the model has it. @throws {AtlasError} `E_HCL` without the attribute. */
export function readExpression(block: BlockReader, attribute: string): string {
  const text = block.expression(attribute);
  if (text !== undefined && text !== "") return inParentheses(text);
  throw block.error(
    `missing ${attribute} of ${block.type}${block.name === "" ? "" : ` ${JSON.stringify(block.name)}`}`,
    `Say it in SQL: \`${attribute} = "…"\`.`,
  );
}

/** The name of a block that has to have one. */
export function requiredName(block: BlockReader): string {
  if (block.labels.length > 0 || block.has("name")) return block.name;
  throw block.error(`missing name of ${block.type}`, `Write a label behind it: \`${block.type} "name" {\`.`);
}
