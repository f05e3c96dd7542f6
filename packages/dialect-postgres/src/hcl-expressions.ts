import { isParenthesized } from "@atlas/sql";
import { type BlockReader, quoted } from "@atlas/hcl";
import { ident } from "./text.ts";

/**
 * An expression without the parentheses that the model puts around it where the server shows none: around
 * names, calls and CASE. `(lower(title))` → `lower(title)`.
 */
export function bareExpression(expression: string): string {
  if (!isParenthesized(expression)) return expression;
  const inner = expression.slice(1, -1);
  return isName(inner) || isCall(inner) || /^CASE\b.*\bEND$/s.test(inner) ? inner : expression;
}

const name = String.raw`(?:[a-zA-Z_][\w$]*|"[^"]*(?:""[^"]*)*")`;
const namePattern = new RegExp(`^${name}$`);
const callPattern = new RegExp(String.raw`^${name}(?:\.${name})*(?=\()`);

function isName(text: string): boolean {
  return namePattern.test(text);
}

function isCall(text: string): boolean {
  const head = callPattern.exec(text)?.[0];
  return head !== undefined && isParenthesized(text.slice(head.length));
}

/** `collate = "C"`; one in a schema as SQL writes it, in its quotes. */
export function printCollation(collation: string | undefined): string | undefined {
  if (collation === undefined) return undefined;
  const plain = /^"([^"]*(?:""[^"]*)*)"$/.exec(collation)?.[1]?.replaceAll('""', '"');
  return quoted(plain === undefined || plain.startsWith('"') ? collation : plain);
}

/** As SQL writes it; `undefined`: that of the type. */
export function readCollation(block: BlockReader, attributeName: string): string | undefined {
  const text = block.text(attributeName);
  return text === undefined || text.startsWith('"') ? text : ident(text);
}

/** The name of a block that has to have one. */
export function requiredName(block: BlockReader): string {
  if (block.name !== "") return block.name;
  throw block.error(`missing name of ${block.type}`, `Write a label behind it: \`${block.type} "name" {\`.`);
}
