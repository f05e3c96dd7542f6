/** The line of an offset (UTF-16 units) in a text, from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** How many lines a text has; a line break at its end starts no line. */
export function lineCount(text: string): number {
  return text === "" ? 1 : lineOf(text, text.endsWith("\n") ? text.length - 1 : text.length);
}

/** An offset in bytes of UTF-8, as reports give it. */
export function byteOffset(text: string, offset: number): number {
  return new TextEncoder().encode(text.slice(0, offset)).length;
}

/**
 * The words of a text in lines. A line is broken before a word with which its words would be longer than `width`;
 * the blanks between them do not count.
 */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[][] = [[]];
  let used = 0;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const current = lines.at(-1);
    if (current && (current.length === 0 || used + word.length <= width)) {
      current.push(word);
      used += word.length;
    } else {
      lines.push([word]);
      used = word.length;
    }
  }
  return lines.map((words) => words.join(" "));
}
