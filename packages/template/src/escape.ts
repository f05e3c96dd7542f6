import { isPrintable } from "./quote.ts";

const htmlEscapes: Readonly<Record<string, string>> = {
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\0": "\ufffd",
};

/** Safe as text and in attributes of HTML. */
export function escapeHtml(text: string): string {
  // The class may hold the NUL: it is one of the characters to replace.
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/["'&<>\0]/g, (char) => htmlEscapes[char] ?? char);
}

const jsEscapes: Readonly<Record<string, string>> = { "\\": "\\\\", "'": "\\'", '"': '\\"' };

/** Safe inside a string literal of JavaScript. */
export function escapeJs(text: string): string {
  return text.replaceAll(/[^ !#$%(-;?-[\]-~]/gsu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const isPlain = code >= 0x80 && isPrintable(char);
    return jsEscapes[char] ?? (isPlain ? char : `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`);
  });
}

/** Safe in the query of a URL. */
export function escapeQuery(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%20", "+")
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
