import { type Cursor, rangeOf } from "./cursor.ts";
import { readEscapes, unindent } from "./literal-text.ts";
import { parseForNames } from "./parse-collection.ts";
import { ProblemError } from "./problem.ts";
import type { Template, TemplatePart } from "./syntax.ts";
import type { Token } from "./token-list.ts";

/** What is known of the literal characters of one template. */
interface Literals {
  readonly form: Template["form"];
  /** The literal tokens of a heredoc that lost indentation, by their start. */
  readonly unindented: ReadonlyMap<number, string>;
  /** The sequence read last asks to strip the blanks behind it (`~}`). */
  stripNext: boolean;
}

/** Reads a text in quotes or a heredoc. */
export function parseTemplate(cursor: Cursor): Template {
  const open = cursor.read();
  const form = open.kind === "open-quote" ? "quoted" : "heredoc";
  const isIndented = open.text.startsWith("<<-");
  const unindented = isIndented ? unindent(cursor.templateTokens()) : new Map<number, string>();
  const parts = cursor.within({ lines: false }, () =>
    cursor.deeper(() => parseParts(cursor, { form, unindented, stripNext: false }, [])),
  );
  return { kind: "template", start: open.start, end: cursor.read().end, form, parts };
}

/**
 * Reads parts up to a directive that starts with one of the words, which stays next; without words up to the
 * end of the template.
 */
function parseParts(cursor: Cursor, literals: Literals, words: readonly string[]): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  for (;;) {
    const token = cursor.next;
    if (token.kind === "text") parts.push(parseText(cursor, literals));
    else if (token.kind === "open-interpolation") {
      cursor.read();
      const value = cursor.expression();
      const end = closeSequence(cursor, literals);
      parts.push({ kind: "interpolation", start: token.start, end, value });
    } else if (token.kind === "open-directive") {
      if (words.includes(cursor.afterNext.text)) return parts;
      parts.push(parseDirective(cursor, literals));
    } else {
      if (words.length === 0) return parts;
      const wanted = words.map((word) => `%{ ${word} }`).join(" or ");
      cursor.fail(wanted, `Close the directive with ${wanted}.`);
    }
  }
}

function parseText(cursor: Cursor, literals: Literals): TemplatePart {
  const token = cursor.read();
  const written = literals.unindented.get(token.start) ?? token.text;
  let value = readEscapes(written, token, literals.form);
  if (literals.stripNext) value = value.trimStart();
  literals.stripNext = false;
  if (opensStripping(cursor.next)) value = value.trimEnd();
  return { kind: "text", ...rangeOf(token), value };
}

function opensStripping({ kind, text }: Token): boolean {
  return (kind === "open-interpolation" || kind === "open-directive") && text.endsWith("~");
}

/** Reads the `}` or `~}` of a sequence. */
function closeSequence(cursor: Cursor, literals: Literals): number {
  if (!cursor.isKind("close-template"))
    cursor.fail("a closing brace (}) at the end of a template sequence", "Close the sequence with }.");
  const token = cursor.read();
  literals.stripNext = token.text === "~}";
  return token.end;
}

function parseDirective(cursor: Cursor, literals: Literals): TemplatePart {
  const { start } = cursor.read();
  const word = cursor.read();
  switch (word.text) {
    case "if":
      return cursor.deeper(() => parseIf(cursor, literals, start));
    case "for":
      return cursor.deeper(() => parseFor(cursor, literals, start));
    default:
      throw new ProblemError(
        `expected if or for, found ${JSON.stringify(word.text)}`,
        rangeOf(word),
        word.text === "else" || word.text.startsWith("end")
          ? "Remove it, or write the directive that it belongs to before it."
          : "Directives are %{ if … }, %{ else }, %{ endif }, %{ for … } and %{ endfor }.",
      );
  }
}

function parseIf(cursor: Cursor, literals: Literals, start: number): TemplatePart {
  const condition = cursor.expression();
  closeSequence(cursor, literals);
  const yes = parseParts(cursor, literals, ["else", "endif"]);
  const hasElse = readWord(cursor, literals) === "else";
  const no = hasElse ? parseParts(cursor, literals, ["endif"]) : [];
  if (hasElse) readWord(cursor, literals);
  return { kind: "if", start, end: cursor.lastEnd, condition, yes, no };
}

function parseFor(cursor: Cursor, literals: Literals, start: number): TemplatePart {
  const { keyName, itemName } = parseForNames(cursor);
  const collection = cursor.expression();
  closeSequence(cursor, literals);
  const parts = parseParts(cursor, literals, ["endfor"]);
  readWord(cursor, literals);
  return { kind: "for", start, end: cursor.lastEnd, keyName, itemName, collection, parts };
}

/** Reads `%{ else }`, `%{ endif }` or `%{ endfor }`, which is known to be next. */
function readWord(cursor: Cursor, literals: Literals): string {
  cursor.read();
  const word = cursor.read().text;
  closeSequence(cursor, literals);
  return word;
}
