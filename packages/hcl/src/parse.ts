import { Cursor, rangeOf } from "./cursor.ts";
import { parseExpression } from "./parse-expression.ts";
import { type Problem, ProblemError, problemsError, type Source } from "./problem.ts";
import type { Attribute, Block, Body, Document, Expression, Label } from "./syntax.ts";
import type { Token, TokenList } from "./token-list.ts";
import { tokenize } from "./tokens.ts";

/**
 * Reads a document. Takes time in proportion to the text.
 *
 * @throws {AtlasError} `E_HCL` with the place of the first problem; `details.problems` holds the others.
 */
export function parse(source: Source): Document {
  const problems: Problem[] = [];
  const cursor = cursorOf(source);
  const body = new BodyReader(cursor, problems).read();
  const [first, ...rest] = problems.toSorted((a, b) => a.range.start - b.range.start);
  if (first) throw problemsError(source, [first, ...rest]);
  return { ...source, body };
}

/**
 * Reads a single expression, such as the value of a variable given on the command line.
 *
 * @throws {AtlasError} `E_HCL`
 */
export function parseExpressionText(source: Source): Expression {
  try {
    const cursor = cursorOf(source);
    cursor.skipNewlines();
    const expression = parseExpression(cursor);
    cursor.skipNewlines();
    if (!cursor.isKind("end"))
      cursor.fail("the end of the expression", "Remove what follows, or join it with an operator.");
    return expression;
  } catch (error) {
    if (error instanceof ProblemError) throw problemsError(source, [error]);
    throw error;
  }
}

function cursorOf(source: Source): Cursor {
  let tokens: TokenList;
  try {
    tokens = tokenize(source.text);
  } catch (error) {
    if (error instanceof ProblemError) throw problemsError(source, [error]);
    throw error;
  }
  return new Cursor(tokens, parseExpression);
}

const itemHint = 'Write an attribute as name = value, or a block as type "name" { … }.';

/** Behind so many problems a text is not read on. */
const maxProblems = 20;

/** Reads bodies. After a problem it goes on with the next attribute or block. */
class BodyReader {
  readonly #cursor: Cursor;
  readonly #problems: Problem[];
  /** It is told already why the text ends within a block: the blocks around it have nothing to add. */
  #endIsTold = false;

  constructor(cursor: Cursor, problems: Problem[]) {
    this.#cursor = cursor;
    this.#problems = problems;
  }

  /** The body at the top of a document. */
  read(): Body {
    const cursor = this.#cursor;
    const items = new Items();
    for (;;) {
      this.#items(items);
      if (cursor.isKind("end")) return items.body({ start: 0, end: cursor.next.end });
      const brace = cursor.read();
      this.#tell({
        message: "found a closing brace (}) without a block that it would close",
        range: rangeOf(brace),
        hint: "Remove it, or look for a block above that is closed too early.",
      });
    }
  }

  #tell(problem: Problem): void {
    this.#problems.push(problem);
    if (this.#problems.length < maxProblems) return;
    this.#endIsTold = true;
    this.#cursor.stop();
  }

  /** Reads items up to the end or a closing brace. */
  #items(items: Items): void {
    const cursor = this.#cursor;
    for (;;) {
      cursor.skipNewlines();
      if (cursor.isKind("end") || cursor.is("}")) return;
      const { start } = cursor.next;
      try {
        this.#item(items);
        if (!cursor.isKind("end") && !cursor.isKind("newline"))
          cursor.fail("the end of the line", "Put each attribute and block on a line of its own.");
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        this.#tell(error);
        cursor.recover(Math.max(start, items.lastBlockEnd));
        this.#endIsTold ||= cursor.isKind("end");
      }
    }
  }

  #item(items: Items): void {
    const name = this.#cursor.identifier("an attribute or a block", itemHint);
    if (this.#cursor.is("=")) items.addAttribute(this.#attribute(name));
    else items.addBlock(this.#block(name));
  }

  #attribute(name: Token): Attribute {
    const cursor = this.#cursor;
    cursor.read();
    const value = cursor.expression();
    return { name: name.text, nameRange: rangeOf(name), value, start: name.start, end: value.end };
  }

  #block(type: Token): Block {
    const cursor = this.#cursor;
    const labels: Label[] = [];
    while (!cursor.is("{")) labels.push(this.#label(type.text, labels.length > 0));
    const open = cursor.read();
    const body = cursor.deeper(() =>
      cursor.isKind("newline") ? this.#nested(type, open) : this.#line(open),
    );
    const typeRange = rangeOf(type);
    return { type: type.text, typeRange, labels, body, start: type.start, end: body.end };
  }

  #label(type: string, hasLabels: boolean): Label {
    const cursor = this.#cursor;
    if (cursor.isKind("identifier")) {
      const token = cursor.read();
      return { ...rangeOf(token), value: token.text };
    }
    if (cursor.isKind("open-quote")) {
      const template = cursor.expression();
      if (template.kind === "template" && template.parts.every(({ kind }) => kind === "text"))
        return {
          ...rangeOf(template),
          value: template.parts.map((part) => (part.kind === "text" ? part.value : "")).join(""),
        };
      throw new ProblemError(
        "expected a plain text as label, found a template",
        rangeOf(template),
        "Write the label without ${…}; an attribute name = … inside the block may compute it.",
      );
    }
    return cursor.fail(
      hasLabels ? "an opening brace ({) of the block" : `an equals sign (=) or a block behind ${type}`,
      itemHint,
    );
  }

  #nested(type: Token, open: Token): Body {
    const cursor = this.#cursor;
    const items = new Items();
    this.#items(items);
    if (cursor.isKind("end") && !this.#endIsTold) {
      this.#endIsTold = true;
      this.#tell({
        message: `the block ${type.text} that starts here is not closed`,
        range: { start: type.start, end: open.end },
        hint: "Close it with a brace (}) on a line of its own.",
      });
    }
    return items.body({ start: open.start, end: cursor.read().end });
  }

  /** A block on one line, which holds one attribute at most. */
  #line(open: Token): Body {
    const cursor = this.#cursor;
    const items = new Items();
    const hint = "Put each attribute and nested block on a line of its own, and the closing brace too.";
    if (!cursor.is("}")) {
      const name = cursor.identifier("an attribute, the end of the line or a closing brace (})", hint);
      if (!cursor.is("=")) cursor.fail("an equals sign (=): a block on one line holds no other block", hint);
      items.addAttribute(this.#attribute(name));
    }
    if (!cursor.is("}")) cursor.fail("a closing brace (}): a block on one line holds one attribute", hint);
    return items.body({ start: open.start, end: cursor.read().end });
  }
}

/** The attributes and blocks of one body while it is read. */
class Items {
  readonly #attributes = new Map<string, Attribute>();
  readonly #blocks: Block[] = [];

  get lastBlockEnd(): number {
    return this.#blocks.at(-1)?.end ?? 0;
  }

  addAttribute(attribute: Attribute): void {
    if (this.#attributes.has(attribute.name))
      throw new ProblemError(
        `found the attribute ${attribute.name} a second time`,
        attribute.nameRange,
        "Keep one of them; several values are written as a list.",
      );
    this.#attributes.set(attribute.name, attribute);
  }

  addBlock(block: Block): void {
    this.#blocks.push(block);
  }

  body(range: { readonly start: number; readonly end: number }): Body {
    return { ...rangeOf(range), attributes: this.#attributes, blocks: this.#blocks };
  }
}
