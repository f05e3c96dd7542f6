import { isFloatText, readCharacter, readNumber, unquote } from "./literals.ts";
import { type Command, type Operand, operandText, type Pipe } from "./nodes.ts";
import { quoteText } from "./quote.ts";
import { Float } from "./values.ts";
import type { TokenReader } from "./token-reader.ts";
import type { Token, TokenType } from "./tokens.ts";

/** Deeper nesting than this is refused: no honest template comes near it. */
export const maxNesting = 200;

/** What names mean at a place of a template. */
export interface Names {
  /** Why a function cannot be called; `undefined`: it can. */
  readonly refusal: (name: string) => string | undefined;
  /** Variables in sight, with their `$`. Pipelines add to it, whoever opened a block cuts it back. */
  readonly variables: string[];
}

const operandStarts: ReadonlySet<TokenType> = new Set([
  "bool",
  "char_constant",
  "dot",
  "field",
  "identifier",
  "number",
  "nil",
  "raw_string",
  "string",
  "variable",
  "left_paren",
]);

/**
 * Reads a pipeline up to its closing token, which is taken as well.
 *
 * @param context - what it belongs to, for messages: `if`, `command`.
 */
export function parsePipe(
  reader: TokenReader,
  names: Names,
  context: string,
  end: "right" | "right_paren" = "right",
  depth = 0,
): Pipe {
  if (depth > maxNesting) throw reader.fail("parentheses are nested too deeply");
  const at = reader.peekNonSpace().at;
  const { variables, assigns } = parseVariables(reader, names, context);
  const commands: Command[] = [];
  while (true) {
    const token = reader.peekNonSpace();
    if (token.type === end) break;
    if (!operandStarts.has(token.type)) {
      reader.next();
      throw reader.unexpected(token, context);
    }
    commands.push(parseCommand(reader, names, depth));
  }
  reader.next();
  if (commands.length === 0) throw reader.fail(`missing value for ${context}`);
  for (const [index, { operands }] of commands.entries())
    if (index > 0 && ["bool", "dot", "nil", "number", "string"].includes(operands[0].type))
      throw reader.fail(`non executable command in pipeline stage ${index + 1}`);
  return { type: "pipe", at, variables, assigns, commands };
}

/** `$x :=`, `$x =`, or in a range `$i, $x :=`; goes back when it is none of them. */
function parseVariables(
  reader: TokenReader,
  names: Names,
  context: string,
): { readonly variables: readonly string[]; readonly assigns: boolean } {
  const variables: string[] = [];
  while (true) {
    const start = reader.index;
    const variable = reader.peekNonSpace();
    if (variable.type !== "variable") return { variables, assigns: false };
    reader.next();
    const next = reader.peekNonSpace();
    if (next.type !== "assign" && next.type !== "declare" && next.text !== ",") {
      reader.index = start;
      return { variables, assigns: false };
    }
    reader.next();
    // What is assigned has been declared before; Go sees to that only where it runs.
    variables.push(variable.text);
    names.variables.push(variable.text);
    if (next.type !== "char") return { variables, assigns: next.type === "assign" };
    if (context !== "range" || variables.length > 1) throw reader.fail(`too many declarations in ${context}`);
    const following = reader.peekNonSpace().type;
    if (following !== "variable" && following !== "right" && following !== "right_paren")
      throw reader.fail("range can only initialize variables");
  }
}

function parseCommand(reader: TokenReader, names: Names, depth: number): Command {
  const at = reader.peekNonSpace().at;
  const first = parseOperand(reader, names, depth);
  if (!first) throw reader.fail("empty command", reader.peek());
  const operands: [Operand, ...Operand[]] = [first];
  while (true) {
    const token = reader.next();
    switch (token.type) {
      case "space": {
        const operand = parseOperand(reader, names, depth);
        if (operand) operands.push(operand);
        continue;
      }
      case "right":
      case "right_paren":
        reader.index--;
        return { at, operands };
      case "pipe":
        return { at, operands };
      default:
        throw reader.unexpected(token, "operand");
    }
  }
}

/** A term with the fields that follow it; `undefined`: there is none. */
function parseOperand(reader: TokenReader, names: Names, depth: number): Operand | undefined {
  const term = parseTerm(reader, names, depth);
  const { type, at } = reader.peek();
  if (!term || type !== "field") return term;
  const fields: string[] = [];
  while (reader.peek().type === "field") fields.push(reader.next().text.slice(1));
  switch (term.type) {
    case "field":
    case "variable":
      return { ...term, at, names: [...term.names, ...fields] };
    case "bool":
    case "string":
    case "number":
    case "nil":
    case "dot":
      throw reader.fail(`unexpected . after term ${quoteText(operandText(term))}`);
    case "chain":
    case "identifier":
    case "pipe":
      return { type: "chain", at, base: term, names: fields };
  }
}

function parseTerm(reader: TokenReader, names: Names, depth: number): Operand | undefined {
  const token = reader.nextNonSpace();
  const { at, text } = token;
  switch (token.type) {
    case "identifier": {
      const refusal = names.refusal(text);
      if (refusal !== undefined) throw reader.fail(`function ${quoteText(text)} ${refusal}`);
      return { type: "identifier", at, name: text };
    }
    case "dot":
    case "nil":
      return { type: token.type, at };
    case "variable":
      if (!names.variables.includes(text)) throw reader.fail(`undefined variable ${quoteText(text)}`);
      return { type: "variable", at, name: text, names: [] };
    case "field":
      return { type: "field", at, names: [text.slice(1)] };
    case "bool":
      return { type: "bool", at, value: text === "true" };
    case "char_constant": {
      const value = readCharacter(text);
      if (value === undefined) throw reader.fail(`malformed character constant: ${text}`);
      return { type: "number", at, text, value };
    }
    case "number":
      return parseNumber(reader, token);
    case "string":
    case "raw_string": {
      const value = unquote(text);
      if (value === undefined) throw reader.fail("invalid syntax");
      return { type: "string", at, text, value };
    }
    case "left_paren":
      return parsePipe(reader, names, "parenthesized pipeline", "right_paren", depth + 1);
    default:
      reader.index--;
      return undefined;
  }
}

function parseNumber(reader: TokenReader, { at, text }: Token): Operand {
  if (text.endsWith("i") && !/^[+-]?0[xX]/.test(text))
    throw reader.fail(`complex numbers are not supported: ${text}`);
  const value = readNumber(text);
  if (value === undefined) throw reader.fail(`illegal number syntax: ${quoteText(text)}`);
  const overflows =
    value instanceof Float ? !isFloatText(text) : BigInt.asIntN(64, BigInt(value)) !== BigInt(value);
  if (overflows) throw reader.fail(`integer overflow: ${quoteText(text)}`);
  return { type: "number", at, text, value };
}
