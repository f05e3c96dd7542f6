import { type Cursor, rangeOf } from "./cursor.ts";
import { parseCollection } from "./parse-collection.ts";
import { parseTemplate } from "./parse-template.ts";
import { ProblemError } from "./problem.ts";
import type { AccessStep, BinaryOperator, Call, Expression, Literal } from "./syntax.ts";
import type { Token } from "./token-list.ts";

/** How tightly operators bind; those of one row are read from left to right. */
const precedence: ReadonlyMap<string, number> = new Map<BinaryOperator, number>([
  ["||", 1],
  ["&&", 2],
  ["==", 3],
  ["!=", 3],
  ["<", 4],
  ["<=", 4],
  [">", 4],
  [">=", 4],
  ["+", 5],
  ["-", 5],
  ["*", 6],
  ["/", 6],
  ["%", 6],
]);

const expressionHint =
  "Write a value: a text in quotes, a number, a list, a reference such as column.id, or a call.";

/** Reads one expression, as long as it goes. */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.deeper(parseConditional);
}

function parseConditional(cursor: Cursor): Expression {
  const condition = parseBinary(cursor, 1);
  if (!cursor.accept("?")) return condition;
  const yes = parseExpression(cursor);
  cursor.expect(":", "a colon (:) with the value for false", "A condition is written: test ? yes : no.");
  const no = parseExpression(cursor);
  return { kind: "conditional", start: condition.start, end: no.end, condition, yes, no };
}

function parseBinary(cursor: Cursor, least: number): Expression {
  let left = parseUnary(cursor);
  for (;;) {
    const { kind, text } = cursor.next;
    const binds = kind === "symbol" ? precedence.get(text) : undefined;
    if (binds === undefined || binds < least) return left;
    cursor.read();
    const right = parseBinary(cursor, binds + 1);
    // Only the keys of `precedence` come here.
    const operator = text as BinaryOperator;
    left = { kind: "binary", start: left.start, end: right.end, operator, left, right };
  }
}

function parseUnary(cursor: Cursor): Expression {
  const token = cursor.next;
  if (token.kind !== "symbol" || (token.text !== "-" && token.text !== "!")) return parsePostfix(cursor);
  cursor.read();
  const operand = cursor.deeper(parseUnary);
  const operator = token.text === "-" ? "-" : "!";
  return { kind: "unary", start: token.start, end: operand.end, operator, operand };
}

function parsePostfix(cursor: Cursor): Expression {
  const base = parsePrimary(cursor);
  if (cursor.next.kind !== "symbol") return base;
  const [first, ...rest] = parseSteps(cursor);
  if (!first) return base;
  return { kind: "access", start: base.start, end: cursor.lastEnd, base, steps: [first, ...rest] };
}

function parseSteps(cursor: Cursor): readonly AccessStep[] {
  const steps: AccessStep[] = [];
  for (;;) {
    if (cursor.is(".")) steps.push(...parseDot(cursor));
    else if (cursor.is("[")) steps.push(parseBracket(cursor));
    else return steps;
  }
}

/** What follows a dot: a name, an index (two of them in `.0.1`, which reads like a number), or a splat. */
function parseDot(cursor: Cursor): readonly AccessStep[] {
  const dot = cursor.read();
  if (cursor.is("*")) {
    cursor.read();
    const each: AccessStep[] = [];
    // Unlike `[*]`, this splat ends before an index.
    while (cursor.is(".") && !(cursor.afterNext.kind === "symbol" && cursor.afterNext.text === "*"))
      each.push(...parseDot(cursor));
    return [{ kind: "splat", start: dot.start, end: cursor.lastEnd, each }];
  }
  if (cursor.isKind("number")) return parseDottedNumbers(dot, cursor.read());
  const name = cursor.identifier(
    "the name of an attribute",
    'Write a name behind the dot; other texts go into brackets: table["my-table"].',
  );
  return [{ kind: "attribute", start: dot.start, end: name.end, name: name.text }];
}

function parseDottedNumbers(dot: Token, token: Token): readonly AccessStep[] {
  if (!/^\d+(\.\d+)?$/.test(token.text))
    throw new ProblemError(
      `expected a name or an index behind the dot, found the number ${token.text}`,
      rangeOf(token),
      "Write an index as whole number, such as .0 or [0].",
    );
  let at = token.start;
  return token.text.split(".").map((text, position) => {
    const range = { start: at, end: at + text.length };
    const start = position === 0 ? dot.start : at - 1;
    at = range.end + 1;
    return { kind: "index", start, end: range.end, key: numberLiteral(text, range.start) };
  });
}

function parseBracket(cursor: Cursor): AccessStep {
  const open = cursor.read();
  if (cursor.is("*") && cursor.afterNext.text === "]") {
    cursor.read();
    cursor.read();
    const each = parseSteps(cursor);
    return { kind: "splat", start: open.start, end: cursor.lastEnd, each };
  }
  return cursor.within({ lines: false }, () => {
    const key = parseExpression(cursor);
    if (!cursor.is("]")) cursor.fail("a closing bracket (]) behind the index", "Close the index with ].");
    return { kind: "index", start: open.start, end: cursor.read().end, key };
  });
}

function parsePrimary(cursor: Cursor): Expression {
  const token = cursor.next;
  if (token.kind === "number") {
    cursor.read();
    return numberLiteral(token.text, token.start);
  }
  if (token.kind === "open-quote" || token.kind === "open-heredoc") return parseTemplate(cursor);
  if (token.kind === "identifier") return parseName(cursor);
  if (cursor.is("(")) return parseParentheses(cursor);
  if (cursor.is("[") || cursor.is("{")) return cursor.deeper(parseCollection);
  return cursor.fail("a value", expressionHint);
}

function parseName(cursor: Cursor): Expression {
  const token = cursor.read();
  if (cursor.is("(") || cursor.is("::")) return parseCall(cursor, token);
  const range = rangeOf(token);
  switch (token.text) {
    case "null":
      return { kind: "literal", ...range, value: null, text: token.text };
    case "true":
    case "false":
      return { kind: "literal", ...range, value: token.text === "true", text: token.text };
    default:
      return { kind: "variable", ...range, name: token.text };
  }
}

function parseCall(cursor: Cursor, first: Token): Call {
  let name = first.text;
  while (cursor.accept("::"))
    name += `::${cursor.identifier("the name of a function", "Write a function as name(arguments).").text}`;
  const nameRange = { start: first.start, end: cursor.lastEnd };
  cursor.expect("(", "an opening parenthesis with the arguments", "Write a call as name(arguments).");
  return cursor.within({ lines: false }, () => {
    const args: Expression[] = [];
    let expands = false;
    while (!cursor.is(")")) {
      const dots = args.length > 0 && cursor.accept("...");
      if (dots) {
        expands = true;
        cursor.accept(",");
        if (cursor.is(")")) break;
        throw new ProblemError(
          "expected no argument behind an expanded one (...), found more",
          rangeOf(dots),
          "Put the expanded argument last.",
        );
      }
      if (args.length > 0 && !cursor.accept(","))
        cursor.fail("a comma or a closing parenthesis", `Close the arguments of ${name} with ).`);
      if (!cursor.is(")")) args.push(parseExpression(cursor));
    }
    const { end } = cursor.read();
    return { kind: "call", start: first.start, end, name, nameRange, args, expands };
  });
}

function parseParentheses(cursor: Cursor): Expression {
  const { start } = cursor.read();
  return cursor.within({ lines: false }, () => {
    const inner = parseExpression(cursor);
    if (!cursor.is(")")) cursor.fail("a closing parenthesis", "Close the parentheses with ).");
    return { kind: "parentheses", start, end: cursor.read().end, inner };
  });
}

/** A number as exact as JavaScript holds it: whole numbers beyond 2^53 are bigints. */
function numberLiteral(text: string, start: number): Literal {
  const range = { start, end: start + text.length };
  const value = Number(text);
  if (!Number.isFinite(value))
    throw new ProblemError(
      "found a number that is too large",
      range,
      'Write it as a text in quotes: "1e400".',
    );
  const isLarge = /^\d+$/.test(text) && !Number.isSafeInteger(value);
  return { kind: "literal", ...range, value: isLarge ? BigInt(text) : value, text };
}
