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
