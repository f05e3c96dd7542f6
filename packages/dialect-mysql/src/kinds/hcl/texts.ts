import type { Ref } from "@atlas/core";
import {
  attribute,
  type BlockReader,
  heredocOrQuoted,
  listOf,
  type PrintBlockContext,
  type PrintedAttribute,
  quoted,
} from "@atlas/hcl";
import { tokenize, withoutTerminator } from "@atlas/sql";
import { syntax } from "../../text.ts";

/** A query or body: several lines as a heredoc, unless that would change a text in quotes inside of it. */
export function printBody(text: string): string {
  const shown = text
    .trim()
    .replaceAll("\r\n", "\n")
    .replaceAll(/^[^\S\n]+$/gm, "");
  return isSameCode(shown, text) ? heredocOrQuoted(text) : quoted(text);
}

/** Whether two bodies are one to the server but for white space between words. */
export function isSameCode(left: string, right: string): boolean {
  return left === right || codeKey(left) === codeKey(right);
}

/** One text for all bodies that are equal but for the blanks at the ends of lines and of the whole, and line ends. */
export function codeKey(text: string): string {
  const parts = tokenize(text.trim(), syntax).map(({ kind, text: each }) =>
    kind === "space" ? each.replaceAll(/\r\n?/g, "\n").replaceAll(/[^\S\n]+(?=\n)/g, "") : each,
  );
  return withoutTerminator(parts.join(""));
}

/** `depends_on = [table.users]`: what it speaks of and the document declares. */
export function printDependsOn(
  uses: readonly Ref[],
  context: PrintBlockContext,
): readonly PrintedAttribute[] {
  const references = uses.flatMap(({ kind, schema, name }) =>
    context.isDeclared(kind, schema, name) ? [context.reference(kind, schema, name)] : [],
  );
  const list = listOf([...new Set(references)].toSorted());
  return attribute("depends_on", references.length === 0 ? undefined : list);
}

/** What `depends_on` names, as objects that have to be there first. */
export function readDependsOn(block: BlockReader): readonly Ref[] {
  const references = block.references("depends_on", []) ?? [];
  return references.flatMap(({ type, schema, name }) =>
    // What lives in a schema is always made after it.
    type === "schema" ? [] : [{ kind: type, schema, name }],
  );
}

/** The SQL of `as`, without what ends the statement. */
export function readCode(block: BlockReader, example: string): string {
  const text = withoutTerminator(block.expression("as") ?? "");
  if (text) return text;
  throw block.error(
    `missing as of ${block.type} ${JSON.stringify(block.name)}`,
    `Give its text: \`as = "${example}"\`.`,
  );
}
