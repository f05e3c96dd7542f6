/** A position in a text; both from 1, the column counted in characters (not UTF-16 units). */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Where an offset (in UTF-16 units) lies. A byte order mark at the start takes no column. */
export function placeAt(text: string, offset: number): TextPlace {
  return placeFinder(text)(offset);
}

/** Like `placeAt` for many offsets of one text in rising order: all of them together cost one pass. */
export function placeFinder(text: string): (offset: number) => TextPlace {
  let line = 1;
  let column = 1;
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  return (offset) => {
    if (offset < at && at > 1) return placeFinder(text)(offset);
    for (const end = Math.min(offset, text.length); at < end; at++) {
      const unit = text.charCodeAt(at);
      if (unit === 10) {
        line++;
        column = 1;
      } else if (!isSecondHalf(text, at, unit)) column++;
    }
    return { line, column };
  };
}

/** Whether a UTF-16 unit is the second half of a character whose first half was counted. */
function isSecondHalf(text: string, at: number, unit: number): boolean {
  if (unit < 0xdc00 || unit > 0xdfff || at === 0) return false;
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
