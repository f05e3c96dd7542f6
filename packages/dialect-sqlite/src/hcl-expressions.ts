import { type BlockReader, quoted } from "@atlas/hcl";
import { Reader } from "./reader.ts";
import { inParentheses, withoutParentheses } from "./text.ts";

/** `(age > 0)`: an expression of a check or generated column, in one pair of parentheses. */
export function printGroup(expression: string): string {
  return quoted(`(${withoutParentheses(expression)})`);
}

/** `lower(name)`: an expression without parentheses around it. */
export function printBare(expression: string): string {
  return quoted(withoutParentheses(expression));
}

/** @throws {AtlasError} `E_HCL` without the attribute. */
export function readGroup(block: BlockReader, attribute: string): string {
  const text = block.expression(attribute);
  if (text !== undefined && text !== "") return inParentheses(cleanSql(text));
  throw block.error(
    `missing ${attribute} of ${block.type}${block.name === "" ? "" : ` ${JSON.stringify(block.name)}`}`,
    `Say it in SQL: \`${attribute} = "…"\`.`,
  );
}

/** `undefined`: the attribute is not there. */
export function readBare(block: BlockReader, attribute: string): string | undefined {
  const text = block.expression(attribute);
  return text === undefined ? undefined : cleanSql(text);
}

/** Without comments: one that runs to the end of its line would hide what is put behind it. */
export function cleanSql(sql: string): string {
  return new Reader(sql).rest();
}

/** The name of a block that has to have one. */
export function requiredName(block: BlockReader): string {
  if (block.labels.length > 0 || block.has("name")) return block.name;
  throw block.error(`missing name of ${block.type}`, `Write a label behind it: \`${block.type} "name" {\`.`);
}
