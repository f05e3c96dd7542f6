/** A literal, a quoted or bare name with what stands around it, or one character of anything else. */
const token = /[eE]?'[^']*(?:''[^']*)*'|"([^"]*(?:""[^"]*)*)"|([\p{L}_][\p{L}\p{N}_$]*)|./gsu;

/**
 * An expression with one column called otherwise, as the server writes it after a rename. Where a name may mean
 * something else, the text may come out wrong: it is then compared as different, and set again.
 */
export function renameInExpression(expression: string, from: string, to: string): string {
  return expression.replace(
    token,
    (whole: string, quoted: string | undefined, bare: string | undefined, offset: number) => {
      const name = quoted === undefined ? bare : quoted.replaceAll('""', '"');
      if (name !== from || expression[offset + whole.length] === "(") return whole;
      return /^[a-z_][a-z0-9_]*$/.test(to) ? to : `"${to.replaceAll('"', '""')}"`;
    },
  );
}
