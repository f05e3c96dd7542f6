import type { Token } from "./token-list.ts";

export interface SpacingOptions {
  /** Behind commas stands what the author put there, a blank or nothing. Default: a blank. */
  readonly keepsCommas?: boolean;
}

/** Code of one line with the blanks that belong between its tokens. */
export function spaced(tokens: readonly Token[], { keepsCommas = false }: SpacingOptions = {}): string {
  let text = "";
  let previous: Token | undefined;
  let previousRole: Role = "other";
  /** The template sequences that are open. */
  const sequences: Token[] = [];
  for (const token of tokens) {
    const role = roleOf(token, previous, previousRole);
    if (previous) {
      const isKept =
        keepsCommas && previous.kind === "symbol" && previous.text === "," && token.kind !== "comment";
      const isApart = isKept
        ? token.start > previous.end
        : hasGap(previous, previousRole, token, sequences.at(-1));
      if (isApart) text += " ";
    }
    text += token.kind === "comment" ? token.text.trimEnd() : token.text;
    if (token.kind === "open-interpolation" || token.kind === "open-directive") sequences.push(token);
    else if (token.kind === "close-template") sequences.pop();
    previous = token;
    previousRole = role;
  }
  return text;
}

/** `operand` – a value may end with it; `unary` – an operator that belongs to what follows. */
type Role = "operand" | "unary" | "other";

/** Words of `for` expressions and directives, behind which a value starts. */
const valueWords: ReadonlySet<string> = new Set(["in", "if"]);

function roleOf({ kind, text }: Token, previous: Token | undefined, previousRole: Role): Role {
  switch (kind) {
    case "identifier":
      return valueWords.has(text) && (previousRole === "operand" || previous?.kind === "open-directive")
        ? "other"
        : "operand";
    case "number":
    case "close-quote":
    case "close-heredoc":
      return "operand";
    case "symbol":
      if (")]}".includes(text)) return "operand";
      // A splat: `.*` or `[*]`.
      if (text === "*" && previousRole !== "operand") return "operand";
      return (text === "-" || text === "!") && previousRole !== "operand" ? "unary" : "other";
    default:
      return previous && kind === "comment" ? previousRole : "other";
  }
}

function hasGap(previous: Token, role: Role, next: Token, sequence: Token | undefined): boolean {
  const inTemplate = templateGap(previous, next, sequence);
  if (inTemplate !== undefined) return inTemplate;
  if (previous.kind === "comment" || next.kind === "comment") return true;
  const before = previous.kind === "symbol" ? previous.text : "";
  const after = next.kind === "symbol" ? next.text : "";
  if (before === "(" || before === "[" || [")", "]", ",", "..."].includes(after)) return false;
  if (before === "{" || after === "}") return !(before === "{" && after === "}");
  // `1 .0` must not become the number `1.0`.
  if (after === ".") return previous.kind === "number";
  if (before === "." || before === "::" || after === "::" || role === "unary") return false;
  if (after === "(") return !(role === "operand" && previous.kind === "identifier");
  if (after === "[") return role !== "operand";
  return true;
}

/** The blanks of templates: none between literal parts, and inside of `${…}`; one inside of `%{ … }`. */
function templateGap(previous: Token, next: Token, sequence: Token | undefined): boolean | undefined {
  if (previous.kind === "open-quote" || previous.kind === "text" || previous.kind === "close-template")
    return false;
  if (next.kind === "text" || next.kind === "close-quote") return false;
  if (next.kind === "open-interpolation" || next.kind === "open-directive") return false;
  if (previous.kind === "open-interpolation") return previous.text.endsWith("~");
  if (previous.kind === "open-directive") return true;
  if (next.kind === "close-template") return sequence?.kind === "open-directive" || next.text.startsWith("~");
  return undefined;
}
