import type { Model, SqlSyntax } from "@atlas/core";
import { isKeyword, significantTokens, type Token } from "@atlas/sql";
import type { Analyzer, LintContext, LintFile, LintStatement } from "../analyzer.ts";
import { noTransactionFix } from "../fixes.ts";
import { means, TokenReader } from "../statements/names.ts";

const fixMessage =
  "Move the statement to a file of its own, or add `-- atlas:txmode none` to the header of this one";

/** Files that run in one transaction and hold statements that cannot share it. */
export const transactionMix: Analyzer = {
  name: "",
  codes: ["TX101"],
  isError: false,
  analyze: (file, context) => {
    if (file.txMode === "none" || file.statements.length < 2) return [];
    const found = misfits(file, context);
    if (found.length === 0) return [];
    const diagnostics = found.map(({ start }) => ({
      start,
      code: "TX101",
      text: "Statements in this file cannot be executed in a single transaction",
      fixes: [],
    }));
    return [
      {
        text: "transaction violations detected",
        diagnostics,
        fixes: [noTransactionFix(file, fixMessage)],
      },
    ];
  },
};

/** The statements that do not fit to the others. */
function misfits(
  file: LintFile,
  { natureOf, dialect, version, syntax }: LintContext,
): readonly LintStatement[] {
  if (!natureOf) return [];
  const alone = file.statements.filter(
    (statement) =>
      natureOf(statement.text) === "alone" && !fitsAllTheSame(statement, { dialect, version, syntax }),
  );
  const commits = file.statements.filter(({ text }) => natureOf(text) === "commits");
  const changesRows = file.statements.some(({ text }) => isDml(text, syntax));
  const early = file.statements.filter((statement) => isUsedLater(statement, file, syntax));
  const [first] = changesRows ? commits : [];
  return [...new Set([...alone, ...(first ? [first] : []), ...early])].toSorted((a, b) => a.start - b.start);
}

/** What no transaction is sure to hold, and this one can, or another analyzer tells. */
function fitsAllTheSame(
  { text, from }: LintStatement,
  { dialect, version, syntax }: Pick<LintContext, "dialect" | "version" | "syntax">,
): boolean {
  const tokens = significantTokens(text, syntax);
  // That of an index is told by PG103.
  if (isIndexStatement(tokens)) return true;
  if (isKeyword(tokens[0], "CALL")) return !mayCommit(tokens, from, syntax);
  // What it runs nobody knows.
  if (isKeyword(tokens[0], "EXECUTE")) return true;
  // In a transaction it does nothing, and the run has switched them off before.
  if (isKeyword(tokens[0], "PRAGMA") && tokens.some((token) => isKeyword(token, "FOREIGN_KEYS"))) return true;
  // PostgreSQL 12 and later: only who uses the value has to wait.
  return dialect === "postgres" && addedValue(tokens) !== undefined && Number.parseInt(version) >= 12;
}

/** Whether the procedure that is called ends transactions, or calls another. */
function mayCommit(tokens: readonly Token[], { others }: Model, syntax: SqlSyntax): boolean {
  const name = new TokenReader(tokens.slice(1), syntax).path();
  return others.some(
    ({ kind, attributes, ...object }) =>
      kind === "procedure" &&
      name !== undefined &&
      means(name, { ...object, name: object.name.replace(/\(.*/s, "") }, syntax) &&
      /\b(?:commit|rollback|call)\b/i.test(String(attributes["body"] ?? "")),
  );
}

function isDml(text: string, syntax: SqlSyntax): boolean {
  const [first] = significantTokens(text, syntax);
  return ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"].some((word) => isKeyword(first, word));
}

function isIndexStatement(tokens: readonly Token[]): boolean {
  const words = tokens.slice(0, 4);
  return (
    (isKeyword(words[0], "CREATE") || isKeyword(words[0], "DROP")) &&
    words.some((word) => isKeyword(word, "INDEX"))
  );
}

/** A value that is added to an existing enum of PostgreSQL cannot be used before the transaction ends. */
function isUsedLater(statement: LintStatement, file: LintFile, syntax: SqlSyntax): boolean {
  const tokens = significantTokens(statement.text, syntax);
  const value = addedValue(tokens);
  if (!value || isMadeBefore(tokens, statement, file, syntax)) return false;
  return file.statements.some(
    ({ start, text }) =>
      start > statement.start && significantTokens(text, syntax).some((token) => token.text === value.text),
  );
}

/** Of `ALTER TYPE … ADD VALUE`: the value. */
function addedValue(tokens: readonly Token[]): Token | undefined {
  if (!isKeyword(tokens[0], "ALTER") || !isKeyword(tokens[1], "TYPE")) return undefined;
  const add = tokens.findIndex(
    (token, index) => isKeyword(token, "ADD") && isKeyword(tokens[index + 1], "VALUE"),
  );
  return add < 0 ? undefined : tokens.slice(add).find(({ kind }) => kind === "string");
}

/** Whether the type is made by the same file, which takes that limit away. */
function isMadeBefore(
  altered: readonly Token[],
  { start }: LintStatement,
  file: LintFile,
  syntax: SqlSyntax,
): boolean {
  const name = altered[3]?.text === "." ? altered[4]?.text : altered[2]?.text;
  return file.statements.some((other) => {
    if (other.start >= start) return false;
    const tokens = significantTokens(other.text, syntax).slice(0, 5);
    return (
      isKeyword(tokens[0], "CREATE") &&
      isKeyword(tokens[1], "TYPE") &&
      tokens.some(({ text }) => text === name)
    );
  });
}
