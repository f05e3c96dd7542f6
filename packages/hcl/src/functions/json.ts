import { ConversionError } from "../convert.ts";
import { numberText, parseNumber } from "../number.ts";
import { compareTexts, isKind, isList, isNumber, objectOf, typeName, type Value } from "../value.ts";
import { spend, spendText } from "../work.ts";

/** The value as JSON without blanks, keys sorted, with what HTML is sensitive to escaped as Go does. */
export function toJson(value: Value): string {
  return encode(value).replaceAll(/[<>&\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function encode(value: Value): string {
  spend();
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    spendText(value.length);
    return JSON.stringify(value);
  }
  if (isNumber(value)) return numberText(value);
  if (isList(value)) return `[${value.map(encode).join(",")}]`;
  if (isKind(value, "set")) return encode(value.items);
  if (isKind(value, "object")) {
    const fields = [...value.fields].toSorted(([a], [b]) => compareTexts(a, b));
    return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${encode(item)}`).join(",")}}`;
  }
  throw new ConversionError(`a ${typeName(value)} cannot be written as JSON`);
}

/** @throws {ConversionError} for a text that is not JSON. */
export function fromJson(text: string): Value {
  try {
    return fromPlain(
      // The third argument, the source text, keeps the digits of large numbers.
      JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
        typeof value === "number" ? (parseNumber(context?.source ?? "") ?? value) : value,
      ),
    );
  } catch (error) {
    if (error instanceof ConversionError) throw error;
    throw new ConversionError(`the text is not JSON${placeIn(text, error)}`);
  }
}

/** Where the reading stopped, without the message of the parser: that quotes the text, which may be a secret. */
function placeIn(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  if (text.trim() === "") return ": it is empty";
  const offset = /at position (\d+)/.exec(message)?.[1];
  if (/Unexpected end|Unterminated/.test(message)) return ": it ends too early";
  if (offset === undefined) return "";
  const before = text.slice(0, Number(offset)).split("\n");
  return `: something unexpected at ${before.length}:${(before.at(-1) ?? "").length + 1} of it`;
}

/** A value of plain JavaScript, such as a decoder returns it. */
export function fromPlain(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(fromPlain);
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value === "object")
    return objectOf(Object.entries(value).map(([key, item]) => [key, fromPlain(item)]));
  throw new ConversionError("found a value that has no form in HCL");
}
