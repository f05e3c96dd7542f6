/** An identifier of an SQL text, as the server would look for it. */
export interface MentionedName {
  /** Without quotes. */
  readonly name: string;
  /** It stood in quotes, so that its letter case counts. */
  readonly isQuoted: boolean;
  /** What stands before it and a dot: a schema, a table, an alias. */
  readonly qualifier?: string;
}

// A comment, a literal, a quoted or bare identifier, a dot; anything else is passed over.
const token =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|\[([^\]\n]*)\]|([\p{ID_Start}_][\p{ID_Continue}$]*)|(\.)|[^\s]/gu;

/**
 * The identifiers in an SQL text, in one pass, without those in comments and literals; but with those in
 * literals that name an object, such as `nextval('public.s'::regclass)`. What they stand for nobody asks: a
 * column may have the name of a table.
 */
export function mentionedNames(sql: string): readonly MentionedName[] {
  const names: MentionedName[] = [];
  let qualifier: string | undefined;
  let isBehindDot = false;
  let lastWord = "";
  for (const match of sql.matchAll(token)) {
    const [whole, double, back, bracket, bare, dot] = match;
    const quotedName = double?.replaceAll('""', '"') ?? back?.replaceAll("``", "`") ?? bracket;
    const name = quotedName ?? bare;
    if (name !== undefined) {
      const isQuoted = quotedName !== undefined;
      names.push({ name, isQuoted, ...(isBehindDot && qualifier !== undefined && { qualifier }) });
      qualifier = name;
      isBehindDot = false;
      lastWord = name;
      // An index or an array of PostgreSQL looks like a name in brackets.
      if (bracket !== undefined) names.push(...mentionedNames(bracket));
      continue;
    }
    if (dot !== undefined) {
      isBehindDot = qualifier !== undefined;
      continue;
    }
    const isName =
      whole.startsWith("'") &&
      (/^(?:next|curr|set)val$/i.test(lastWord) || isNameCast(sql, match.index + whole.length));
    if (isName) names.push(...mentionedNames(whole.slice(1, -1).replaceAll("''", "'")));
    if (whole.startsWith("--") || whole.startsWith("/*")) continue;
    qualifier = undefined;
    isBehindDot = false;
    if (whole !== "(") lastWord = "";
  }
  return names;
}

function isNameCast(sql: string, from: number): boolean {
  return /^\s*::\s*(?:pg_catalog\.)?reg[a-z]+\b/i.test(sql.slice(from, from + 40));
}
