import type { PrintedAttribute, PrintedBlock, PrintedEntry } from "./printed.ts";
import { quoted } from "./printed-values.ts";

/**
 * Blocks in the canonical form: two blanks for each level, the `=` of consecutive attributes aligned, no blank
 * lines. Takes time in proportion to the text.
 */
export function printBlocks(blocks: readonly PrintedBlock[]): string {
  const pieces: string[] = [];
  for (const block of blocks) addBlock(pieces, block, "");
  return pieces.join("");
}

/** An attribute, unless the value is absent: to be spread into a body. */
export function attribute(name: string, value: string | undefined): readonly PrintedAttribute[] {
  return value === undefined ? nothing : [{ name, value }];
}

const nothing: readonly PrintedAttribute[] = [];

/** Pieces in a list are joined in one go: texts that are put together bit by bit cost memory until the end. */
function addBlock(pieces: string[], { type, labels, body }: PrintedBlock, indent: string): void {
  pieces.push(indent, type);
  for (const label of labels) pieces.push(" ", quoted(label));
  pieces.push(" {\n");
  const inner = `${indent}  `;
  for (let at = 0; at < body.length;) {
    const entry = body[at];
    if (entry === undefined || isBlock(entry)) {
      if (entry) addBlock(pieces, entry, inner);
      at++;
      continue;
    }
    const end = endOfRun(body, at);
    addRun(pieces, body, at, end, inner);
    at = end;
  }
  pieces.push(indent, "}\n");
}

/** Where the attributes end that stand together. */
function endOfRun(body: readonly PrintedEntry[], from: number): number {
  let at = from;
  for (let entry = body[at]; entry !== undefined && !isBlock(entry); entry = body[at]) at++;
  return at;
}

function addRun(
  pieces: string[],
  body: readonly PrintedEntry[],
  from: number,
  to: number,
  indent: string,
): void {
  let width = 0;
  for (let at = from; at < to; at++) width = Math.max(width, nameOf(body[at]).length);
  for (let at = from; at < to; at++) {
    const entry = body[at];
    if (entry !== undefined && !isBlock(entry))
      pieces.push(indent, entry.name.padEnd(width), " = ", entry.value, "\n");
  }
}

function nameOf(entry: PrintedEntry | undefined): string {
  return entry === undefined || isBlock(entry) ? "" : entry.name;
}

function isBlock(entry: PrintedEntry): entry is PrintedBlock {
  return "type" in entry;
}
