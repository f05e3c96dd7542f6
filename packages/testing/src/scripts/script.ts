/** One line of a script. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** `!` before the command: it must fail. */
  readonly negated: boolean;
  readonly words: readonly string[];
}

/**
 * The commands of a script: words between blanks, `'…'` for a word with blanks in which nothing is replaced
 * and `''` stands for a quote, `$NAME` elsewhere, `#` for a comment, a backslash to go on in the next line.
 *
 * @param variables - looked up when the line is reached, so that a script can set them.
 */
export function* readScript(
  script: string,
  variables: ReadonlyMap<string, string>,
): Generator<Line, void, undefined> {
  const lines = script.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const number = at + 1;
    let text = lines[at]?.trim() ?? "";
    while (text.endsWith("\\")) text = `${text.slice(0, -1).trimEnd()} ${lines[++at]?.trim() ?? ""}`;
    const words = splitWords(text, number, variables);
    const negated = words[0] === "!";
    if (words.length > 0) yield { number, text, negated, words: negated ? words.slice(1) : words };
  }
}

function splitWords(text: string, number: number, variables: ReadonlyMap<string, string>): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const quoted = /^'((?:[^']|'')*)'/.exec(rest);
    const variable = /^\$([A-Z_]+)/.exec(rest);
    if (quoted) {
      word = (word ?? "") + (quoted[1] ?? "").replaceAll("''", "'");
      at += quoted[0].length;
    } else if (variable) {
      const value = variables.get(variable[1] ?? "");
      if (value === undefined) throw new Error(`line ${number}: unknown variable ${variable[0]}`);
      word = (word ?? "") + value;
      at += variable[0].length;
    } else if (/^\s/.test(rest)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
    } else if (rest.startsWith("#") && word === undefined) break;
    else if (rest.startsWith("'")) throw new Error(`line ${number}: a quote is not closed`);
    else word = (word ?? "") + (text[at++] ?? "");
  }
  return word === undefined ? words : [...words, word];
}
