/** A delimiter as a text sets it. */
export interface Delimiter {
  readonly value: string;
  /** Offset of what sets it. */
  readonly at: number;
  /** Offset behind it: the end of its line. */
  readonly end: number;
}

const directive = /-- +atlas:delimiter\b[ \t]*([^\n]*)/y;
const command = /delimiter[ \t]([^\n]*)/iy;
const escapes: Readonly<Record<string, string>> = { "\\n": "\n", "\\r": "\r", "\\t": "\t" };

/** `-- atlas:delimiter X` in the first line of what starts at an offset. */
export function delimiterDirective(text: string, start: number): Delimiter | undefined {
  const at = text[start] === "\uFEFF" ? start + 1 : start;
  directive.lastIndex = at;
  const match = directive.exec(text);
  return match ? { value: unescaped((match[1] ?? "").trim()), at, end: directive.lastIndex } : undefined;
}

/** A `DELIMITER X` line at the start of a statement, as command-line clients know it. */
export function delimiterCommand(text: string, at: number): Delimiter | undefined {
  if ((text.charCodeAt(at) | 32) !== 100) return undefined;
  command.lastIndex = at;
  const match = command.exec(text);
  if (!match) return undefined;
  const value = (match[1] ?? "").trim();
  const quoted = /^'([^']*(?:''[^']*)*)'$/.exec(value);
  return {
    value: unescaped(quoted ? (quoted[1] ?? "").replaceAll("''", "'") : value),
    at,
    end: command.lastIndex,
  };
}

function unescaped(written: string): string {
  return written.replaceAll(/\\[nrt]/g, (escape) => escapes[escape] ?? escape);
}
