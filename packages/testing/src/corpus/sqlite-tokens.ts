/** A word, name, literal or sign of an SQLite statement; comments and white space are left out. */
export interface Token {
  /** Names without their quotes, words in lower case. */
  readonly text: string;
  /** It was quoted: no keyword, whatever it says. */
  readonly isName: boolean;
}

const pattern =
  /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(?<literal>[xX]?'(?:[^']|'')*')|"(?<double>(?:[^"]|"")*)"|`(?<back>(?:[^`]|``)*)`|\[(?<square>[^\]]*)\]|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<number>\d[\w.]*)|(?<sign><>|<=|>=|==|!=|\|\||<<|>>|->>|->|[\s\S])/gu;

/** Written for the census alone, so that it shares no mistake with the dialect. */
export function tokenize(sql: string): readonly Token[] {
  return [...sql.matchAll(pattern)].flatMap(({ groups = {} }): readonly Token[] => {
    const { literal, double, back, square, word, number, sign } = groups;
    const name = double?.replaceAll('""', '"') ?? back?.replaceAll("``", "`") ?? square;
    if (name !== undefined) return [{ text: name, isName: true }];
    const text = literal ?? word?.toLowerCase() ?? number ?? sign;
    return text === undefined ? [] : [{ text, isName: false }];
  });
}

/** Without parentheses that change nothing: around a whole argument, part of an index or expression in parentheses. */
export function withoutIdleParentheses(tokens: readonly Token[]): readonly Token[] {
  const isSign = (index: number, signs: readonly string[]): boolean =>
    tokens[index] !== undefined && !tokens[index].isName && signs.includes(tokens[index].text);
  const idle = new Set<number>();
  const open: number[] = [];
  for (const index of tokens.keys()) {
    if (isSign(index, ["("])) open.push(index);
    if (!isSign(index, [")"])) continue;
    const start = open.pop() ?? 0;
    if (isSign(start - 1, ["(", ","]) && isSign(index + 1, [")", ",", "asc", "desc", "collate"]))
      idle.add(start).add(index);
  }
  return tokens.filter((_, index) => !idle.has(index));
}
