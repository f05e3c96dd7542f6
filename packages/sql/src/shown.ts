const limit = 400;
const mask = "'***'";

/** Literals of servers that read a backslash as an escape, and of those that do not; one left open goes to the end. */
const literals: readonly RegExp[] = [
  /(?:\b[eE]|\b[uU]&)?(?:'[^'\\]*(?:(?:''|\\[^])[^'\\]*)*(?:'|\\?$)|"[^"\\]*(?:(?:""|\\[^])[^"\\]*)*(?:"|\\?$))/g,
  /(?:\b[eE]|\b[uU]&)?(?:'[^']*(?:''[^']*)*(?:'|$)|"[^"]*(?:""[^"]*)*(?:"|$))/g,
];

/** What stands before a literal that nobody is to see: an option's name, or how an account proves who it is. */
const secretName =
  /(?:\bidentified\s+(?:with\s+\S+\s+)?(?:by|as)|\bconnection|\bpassword\s+for\s+\S+|(?:pass|pwd|secret|token|credential|key)\w*["`]?)\s*(?:[=(]|:=|\bto\b)?\s*$/i;
const longestName = 160;

/**
 * A statement as errors show it: options and connection strings may hold passwords, which become `'***'`. Which
 * backslashes escape is up to the server; both readings are hidden. Takes time in proportion to the text.
 */
export function withoutSecrets(statement: string): string {
  const shown = literals.reduce(
    (text, literal) =>
      text.replaceAll(literal, (found, at: number) =>
        secretName.test(text.slice(Math.max(0, at - longestName), at)) ? mask : found,
      ),
    statement,
  );
  return ofRole.test(shown) ? shown.replaceAll(barePassword, `$1${mask}`) : shown;
}

/** A long statement by its beginning, without its secrets: the place says where it stands. */
export function shortStatement(statement: string): string {
  const shown = withoutSecrets(statement);
  return shown.length <= limit ? shown : `${shown.slice(0, limit)}…`;
}

const ofRole = /^\s*(?:create|alter)\s+(?:role|user)\b/i;
/** A password without its quotes is a mistake, which is told with the statement. */
const barePassword = /\b(password\s+)[^'\s;]+/gi;
