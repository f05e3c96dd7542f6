import { withoutParentheses } from "../../expressions.ts";
import { typeFamily } from "../../types.ts";
import type { Default } from "./model.ts";

/** Whether two defaults give the same value to a column of this type, however servers write them. */
export function sameDefault(a: Default | undefined, b: Default | undefined, type: string): boolean {
  const [left, right] = [present(a), present(b)];
  if (!left || !right) return left === right;
  return JSON.stringify(left) === JSON.stringify(right) || keyOf(left, type) === keyOf(right, type);
}

/** A default NULL is none. */
function present(value: Default | undefined): Default | undefined {
  return value && "sql" in value && /^\(*null\)*$/i.test(value.sql) ? undefined : value;
}

function keyOf(value: Default, type: string): string {
  const text = "literal" in value ? value.literal : withoutParentheses(value.sql);
  switch (typeFamily(type)) {
    case "time":
    case "year":
      return timeKey(text);
    case "bool":
    case "integer":
    case "bit":
      return integerKey(text);
    case "decimal":
      return decimalKey(unquoted(text));
    case "float":
      return String(Number(unquoted(text)));
    case "binary":
      return hexKey(text);
    case "text":
    case "values":
      return "literal" in value ? `'${text}` : stringKey(text);
    case "other":
      return text.replaceAll("'", "");
  }
}

/** An expression that is but a string means that string. */
function stringKey(sql: string): string {
  const match = /^(?:_\w+\s*)?('[^'\\]*(?:(?:''|\\.)[^'\\]*)*')$/s.exec(sql);
  return match ? `'${unquoted(match[1] ?? "")}` : sql;
}

function unquoted(text: string): string {
  const match = /^(['"])(.*)\1$/s.exec(text);
  return match ? (match[2] ?? "").replaceAll("''", "'").replaceAll("\\\\", "\\") : text;
}

/** All forms of the present time are one, and a fraction of zeros is none. */
function timeKey(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/['"\s()]/g, "")
    .replace(/^(?:now|localtimestamp|localtime)(?=\d*$)/, "current_timestamp")
    .replace(/^current_timestamp0$/, "current_timestamp")
    .replace(/(:\d\d)\.0+$/, "$1");
}

function integerKey(text: string): string {
  const plain = unquoted(text.trim());
  if (/^true$/i.test(plain)) return "1";
  if (/^false$/i.test(plain)) return "0";
  const bits = /^b'([01]+)'$/i.exec(text.trim());
  if (bits) return String(BigInt(`0b${bits[1]}`));
  if (/^0x[0-9a-f]+$/i.test(plain)) return String(BigInt(plain));
  return /^[-+]?\d+(\.\d*)?$/.test(plain) ? decimalKey(plain).replace(/\..*/, "") : plain;
}

/** By its digits: a long decimal is more than a number can hold. */
function decimalKey(text: string): string {
  const match = /^([-+]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text.trim());
  if (!match) return text;
  const [, sign = "", whole = "", fraction = ""] = match;
  const digits = `${whole === "" ? "0" : whole}${fraction === "" ? "" : `.${fraction}`}`;
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
}

function hexKey(text: string): string {
  const plain = unquoted(text);
  const hex = /^(?:0x|x')([0-9a-f]*)'?$/i.exec(plain);
  return (hex ? (hex[1] ?? "") : Buffer.from(plain).toString("hex")).toLowerCase();
}
