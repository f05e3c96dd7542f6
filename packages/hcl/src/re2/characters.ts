/** Whether a code point is one of a set. */
export type CharacterTest = (codePoint: number) => boolean;

/** Part of a set: what stands within `[…]`, in the words of JavaScript's `u` mode, or all but that. */
export interface CharacterItem {
  readonly source: string;
  readonly isNegated: boolean;
}

const anyOne = String.raw`\u{0}-\u{10ffff}`;

/** The classes of `\d` and `[:alpha:]`, which are of ASCII alone. */
export const asciiClasses: ReadonlyMap<string, string> = new Map(
  Object.entries({
    alnum: "0-9A-Za-z",
    alpha: "A-Za-z",
    ascii: String.raw`\x00-\x7f`,
    blank: String.raw`\t `,
    cntrl: String.raw`\x00-\x1f\x7f`,
    digit: "0-9",
    graph: "!-~",
    lower: "a-z",
    print: " -~",
    punct: String.raw`!-\/:-@\[-\x60\{-~`,
    space: String.raw`\t\n\v\f\r `,
    upper: "A-Z",
    word: "0-9A-Za-z_",
    xdigit: "0-9A-Fa-f",
    // As Perl writes them: a vertical tab is no space there.
    d: "0-9",
    s: String.raw`\t\n\f\r `,
    w: "0-9A-Za-z_",
  }),
);

/** @returns the set of a category such as `Lu` or a script such as `Greek`; `undefined`: there is none of that name. */
export function unicodeClass(name: string): string | undefined {
  if (name === "Any") return anyOne;
  const source = /^[CLMNPSZ][a-z]?$/.test(name) ? `\\p{${name}}` : `\\p{Script=${name}}`;
  return isUnderstood(source) ? source : undefined;
}

/** The set of all from one code point to another. */
export function rangeOf(from: number, to: number): string {
  return from === to ? escaped(from) : `${escaped(from)}-${escaped(to)}`;
}

/** One code point; with `folds`, in any case. */
export function oneCharacter(codePoint: number, folds: boolean): CharacterTest {
  if (!folds) return (each) => each === codePoint;
  return anyOf([{ source: escaped(codePoint), isNegated: false }], { folds, isNegated: false });
}

/** A set of code points, or with `isNegated` all others. What was asked once is remembered. */
export function anyOf(
  items: readonly CharacterItem[],
  { folds, isNegated }: { readonly folds: boolean; readonly isNegated: boolean },
): CharacterTest {
  // The case of letters is folded before a set is turned around; JavaScript's own `[^…]` and `\P` do it behind that.
  const tests = items.map((item) => ({
    isNegated: item.isNegated,
    set: new RegExp(`^[${item.source}]$`, folds ? "iu" : "u"),
  }));
  const known = new Map<number, boolean>();
  return (codePoint) => {
    const before = known.get(codePoint);
    if (before !== undefined) return before;
    const text = String.fromCodePoint(codePoint);
    const holds = tests.some((each) => each.set.test(text) !== each.isNegated) !== isNegated;
    known.set(codePoint, holds);
    return holds;
  };
}

function escaped(codePoint: number): string {
  return `\\u{${codePoint.toString(16)}}`;
}

function isUnderstood(source: string): boolean {
  try {
    return new RegExp(`[${source}]`, "u").unicode;
  } catch {
    return false;
  }
}
