import type { PrintedAttribute, PrintedBlock, PrintedEntry } from "./printed.ts";
import { quoted } from "./printed-values.ts";

/**
 * Blocks in the canonical form: two blanks for each level, the `=` of consecutive attributes aligned, no blank
 * lines. Takes time in proportion to the text.
 */
export function printBlocks(blocks: readonly PrintedBlock[]): string {
  let text = "";
  for (const block of blocks) text += blockText(block, "");
  return text;
}

/** An attribute, unless the value is absent: to be spread into a body. */
export function attribute(name: string, value: string | undefined): readonly PrintedAttribute[] {
  return value === undefined ? [] : [{ name, value }];
}

function blockText({ type, labels, body }: PrintedBlock, indent: string): string {
  let text = indent + type;
  for (const label of labels) text += ` ${quoted(label)}`;
  text += " {\n";
  const inner = `${indent}  `;
  for (let at = 0; at < body.length;) {
    const entry = body[at];
    if (entry === undefined || isBlock(entry)) {
      if (entry) text += blockText(entry, inner);
      at++;
      continue;
    }
    const end = endOfRun(body, at);
    text += runText(body, at, end, inner);
    at = end;
  }
  return `${text}${indent}}\n`;
}

/** Where the attributes end that stand together. */
function endOfRun(body: readonly PrintedEntry[], from: number): number {
  let at = from;
  for (let entry = body[at]; entry !== undefined && !isBlock(entry); entry = body[at]) at++;
  return at;
}

function runText(body: readonly PrintedEntry[], from: number, to: number, indent: string): string {
  let width = 0;
  for (let at = from; at < to; at++) width = Math.max(width, nameOf(body[at]).length);
  let text = "";
  for (let at = from; at < to; at++) {
    const entry = body[at];
    if (entry !== undefined && !isBlock(entry))
      text += `${indent}${entry.name.padEnd(width)} = ${entry.value}\n`;
  }
  return text;
}

function nameOf(entry: PrintedEntry | undefined): string {
  return entry === undefined || isBlock(entry) ? "" : entry.name;
}

function isBlock(entry: PrintedEntry): entry is PrintedBlock {
  return "type" in entry;
}
