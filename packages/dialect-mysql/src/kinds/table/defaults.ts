import { inParentheses, mysqlExpression, withoutSchema } from "../../expressions.ts";
import { type Server, supports } from "../../flavour.ts";
import { literalValue, utf8Text } from "../../literals.ts";
import { isCharacterType, isNumericType, typeFamily } from "../../types.ts";
import type { Default } from "./model.ts";

/** What the catalog says of a default. */
export interface DefaultText {
  readonly text: string | null;
  /** Canonical. */
  readonly type: string;
  readonly charset?: string;
  /** MySQL: the text is an expression. */
  readonly isExpression: boolean;
  /** The bytes of the default, in hexadecimal digits, where the catalog shows them only in part. */
  readonly hex?: string;
}

export interface DefaultContext {
  readonly server: Server;
  readonly bound: string | null;
}

/** The default of a column; `undefined`: there is none, or NULL. */
export function readDefault(given: DefaultText, context: DefaultContext): Default | undefined {
  const { text } = given;
  if (text === null) return undefined;
  return supports(context.server, "quotedDefaults")
    ? readQuoted(text, given, context)
    : readPlain(text, given, context);
}

/** MySQL, and MariaDB before 10.2: literals stand as they are. */
function readPlain(text: string, given: DefaultText, { server }: DefaultContext): Default {
  const { type, isExpression } = given;
  if (typeFamily(type) === "time" && isCurrentTimestamp(text)) return { sql: text.toUpperCase() };
  if (isExpression) return { sql: inParentheses(mysqlExpression(text)) };
  // TiDB shows the bare digits.
  if (typeFamily(type) === "bit" && server.flavour === "tidb" && /^[01]+$/.test(text))
    return { literal: `b'${text}'` };
  return realLiteral(given) ?? { literal: text };
}

/** MariaDB: the text is SQL. */
function readQuoted(text: string, given: DefaultText, { bound }: DefaultContext): Default | undefined {
  if (text.toUpperCase() === "NULL") return undefined;
  const { type } = given;
  if (/^'[\s\S]*'$/.test(text))
    return realLiteral(given) ?? { literal: binaryLiteral(literalValue(text), type) };
  if (typeFamily(type) === "bit" && /^b'[01]*'$/.test(text)) return { literal: text };
  const hex = /^x'([\da-f]*)'$/i.exec(text)?.[1];
  if (typeFamily(type) === "binary" && hex !== undefined) return { literal: hexLiteral(hex) };
  if (isNumericType(type) && /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text))
    return { literal: text };
  return { sql: inParentheses(withoutSchema(text, bound)) };
}

/** What the bytes are that the server gave; `undefined`: it gave none. */
function realLiteral({ hex, type, charset }: DefaultText): Default | undefined {
  if (hex === undefined) return undefined;
  if (!isCharacterType(type)) return { literal: hexLiteral(hex) };
  const isUtf8 = charset === undefined || charset.startsWith("utf8") || charset === "ascii";
  const text = isUtf8 ? utf8Text(hex) : undefined;
  return text === undefined ? { sql: hexLiteral(hex) } : { literal: text };
}

/** Values of binary columns are written as numbers, whatever bytes they hold. */
function binaryLiteral(text: string, type: string): string {
  return typeFamily(type) === "binary" ? hexLiteral(Buffer.from(text).toString("hex")) : text;
}

function hexLiteral(hex: string): string {
  return hex === "" ? "" : `0x${hex.toUpperCase()}`;
}

/**
 * Whether the catalog may show less than the default is. It holds no character beyond the first 65,536, MySQL's bytes end
 * at the first zero, and MariaDB 10 shows bytes only where they are text; 11.8 writes them as `x'ff01'`.
 */
export function isDefaultInDoubt({ text, type, isExpression }: DefaultText, server: Server): boolean {
  if (text === null || isExpression) return false;
  const isBinary = typeFamily(type) === "binary";
  if (!supports(server, "quotedDefaults")) return isBinary || (isCharacterType(type) && text.includes("?"));
  return text.startsWith("'") && text.includes("?") && (isBinary || isCharacterType(type));
}

/** The bytes of a default as `SHOW CREATE TABLE` of MySQL writes it; `undefined`: it is shown as it is. */
export function defaultHexIn(written: string | undefined, type: string): string | undefined {
  if (written === undefined) return undefined;
  if (/^0x/i.test(written)) return written.slice(2);
  if (typeFamily(type) !== "binary" || !written.startsWith("'")) return undefined;
  return Buffer.from(literalValue(written)).toString("hex");
}

/** `CURRENT_TIMESTAMP`, `current_timestamp(3)`. */
function isCurrentTimestamp(sql: string): boolean {
  return /^current_timestamp(?:\(\d*\))?$/i.test(sql);
}
