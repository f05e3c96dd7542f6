import { type Cursor, rangeOf } from "./cursor.ts";
import { ProblemError } from "./problem.ts";
import type { Expression, Field, ForExpression, ObjectExpression, Tuple } from "./syntax.ts";

/** Reads `[…]` or `{…}`: a tuple, an object, or one of them made by `for`. */
export function parseCollection(cursor: Cursor): Tuple | ObjectExpression | ForExpression {
  const open = cursor.next;
  const isFor = cursor.within({ lines: false }, () => {
    const { kind, text } = cursor.afterNext;
    return kind === "identifier" && text === "for";
  });
  if (isFor) {
    // `{ for = 1 }` is an object whose field has that name.
    const ahead = parseFor(cursor);
    if (ahead) return ahead;
  }
  return open.text === "[" ? parseTuple(cursor) : parseObject(cursor);
}

function parseTuple(cursor: Cursor): Tuple {
  const { start } = cursor.read();
  const items: Expression[] = [];
  return cursor.within({ lines: false }, () => {
    while (!cursor.is("]")) {
      items.push(cursor.expression());
      if (!cursor.accept(",") && !cursor.is("]"))
        cursor.fail("a comma or a closing bracket (]) behind an element", "Close the list with ].");
    }
    return { kind: "tuple", start, end: cursor.read().end, items };
  });
}

function parseObject(cursor: Cursor): ObjectExpression {
  const { start } = cursor.read();
  const fields: Field[] = [];
  cursor.within({ lines: true }, () => {
    for (;;) {
      cursor.skipNewlines();
      if (cursor.is("}")) return;
      fields.push(parseField(cursor));
      if (!cursor.accept(",") && !cursor.is("}") && !cursor.isKind("newline"))
        cursor.fail(
          "a comma, the end of the line or a closing brace (}) behind a field",
          "Separate fields by commas or line breaks, and close the object with }.",
        );
    }
  });
  return { kind: "object", start, end: cursor.read().end, fields };
}

function parseField(cursor: Cursor): Field {
  const expression = cursor.expression();
  if (expression.kind === "access" && expression.base.kind === "variable")
    throw new ProblemError(
      "expected a name as key, found a reference",
      rangeOf(expression),
      "Put a computed key into parentheses: (each.key) = 1.",
    );
  if (!cursor.accept("=") && !cursor.accept(":"))
    cursor.fail("an equals sign (=) or a colon (:) behind a key", "Write a field as key = value.");
  const value = cursor.expression();
  const key = bareName(expression) ?? expression;
  return { start: expression.start, end: value.end, key, keyRange: rangeOf(expression), value };
}

function bareName(expression: Expression): string | undefined {
  if (expression.kind === "variable") return expression.name;
  const isWord = expression.kind === "literal" && /^[a-z]/.test(expression.text);
  return isWord ? expression.text : undefined;
}

/** Reads a for expression whose `for` is known to be next but one; `undefined`: it is the name of a field. */
function parseFor(cursor: Cursor): ForExpression | undefined {
  const open = cursor.next;
  const close = open.text === "[" ? "]" : "}";
  return cursor.within({ lines: false }, () => {
    const back = cursor.mark();
    cursor.read();
    cursor.read();
    if (!cursor.isKind("identifier")) {
      cursor.reset(back);
      return undefined;
    }
    const { keyName, itemName } = parseForNames(cursor);
    const collection = cursor.expression();
    cursor.expect(":", "a colon (:) behind the collection", "Write [for item in list : value].");
    const first = cursor.expression();
    const arrow = cursor.accept("=>");
    if (arrow && close === "]")
      throw new ProblemError(
        "expected no key in a list made by for, found =>",
        rangeOf(arrow),
        "Use braces for an object: {for item in list : key => value}.",
      );
    if (!arrow && close === "}")
      cursor.fail("an arrow (=>) behind the key", "Write {for item in list : key => value}.");
    const second = arrow ? cursor.expression() : undefined;
    const groups = second !== undefined && cursor.accept("...") !== undefined;
    const condition = cursor.isWord("if") ? (cursor.read(), cursor.expression()) : undefined;
    if (!cursor.is(close))
      cursor.fail(`${JSON.stringify(close)} at the end of for`, `Close it with ${close}.`);
    const { end } = cursor.read();
    return {
      kind: "for",
      start: open.start,
      end,
      keyName,
      itemName,
      collection,
      key: second ? first : undefined,
      value: second ?? first,
      condition,
      groups,
    };
  });
}

/** Reads `k, v in` or `v in`, in expressions and templates alike. */
export function parseForNames(cursor: Cursor): {
  readonly keyName: string | undefined;
  readonly itemName: string;
} {
  const hint = "Write for item in list, or for key, value in map.";
  const first = cursor.identifier("a name for the elements", hint).text;
  const second = cursor.accept(",") ? cursor.identifier("a name for the values", hint).text : undefined;
  if (!cursor.isWord("in")) cursor.fail("the word in", hint);
  cursor.read();
  return { keyName: second === undefined ? undefined : first, itemName: second ?? first };
}
