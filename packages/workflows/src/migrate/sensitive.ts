import type { SqlSyntax } from "@atlas/core";
import type { FileReport, MigrationStatement, ParsedFile, StatementError } from "@atlas/migrate";
import { tokenize } from "@atlas/sql";

/** What stands in place of a value that nobody is to see. */
export const hidden = "(sensitive)";

/** Takes values out of a text about one statement. */
type Veil = (text: string) => string;

/**
 * The report without the values that `-- atlas:sensitive` covers, at the top of a file or above a statement: literals, or
 * what the patterns of the directive match. They go from messages, too, where a server quotes them.
 */
export function withoutSensitive(report: FileReport, file: ParsedFile, syntax: SqlSyntax): FileReport {
  const veils = new Map<string, Veil>();
  for (const { text, comments } of statementsOf(file)) {
    const patterns = ownPatterns(comments) ?? file.directives.sensitive;
    if (patterns) veils.set(text, veilOf(text, patterns, syntax));
  }
  if (veils.size === 0) return report;
  const veiled = (statement: string, text = statement): string => veils.get(statement)?.(text) ?? text;
  const veilError = ({ statement, text }: StatementError): StatementError => ({
    statement: veiled(statement),
    text: veiledMessage(text, { statement, text: "" }, file, syntax),
  });
  const serverError = ({ statement, text }: StatementError): StatementError => ({
    statement: veiled(statement),
    text: veiled(statement, text),
  });
  const isOfCheck = report.checks.some(({ error }) => error !== undefined);
  return {
    ...report,
    applied: report.applied.map((statement) => veiled(statement)),
    checks: report.checks.map((check) => ({
      ...check,
      statements: check.statements.map((one) => ({ ...one, statement: veiled(one.statement) })),
      ...(check.error && { error: veilError(check.error) }),
      ...(check.untried && { untried: serverError(check.untried) }),
    })),
    // What is said of a check is ours, but for the statement that it quotes.
    ...(report.error && { error: isOfCheck ? veilError(report.error) : serverError(report.error) }),
  };
}

/** Those of the migration and of its checks. */
function statementsOf({ statements, checks }: ParsedFile): readonly MigrationStatement[] {
  return [...statements, ...checks.flatMap((check) => check.statements)];
}

/**
 * A text about a statement, without the values that are sensitive in it. Of a statement that the file does not hold any
 * more nobody knows whether it was: all of its literals are, if anything in the file is.
 */
export function veilFor(statement: string, file: ParsedFile, syntax: SqlSyntax): Veil {
  const patterns = patternsFor(statement, file);
  return patterns ? veilOf(statement, patterns, syntax) : (text) => text;
}

/** Whether a statement has values that are not to be shown: what a server adds to an error may be a row of them. */
export function isSensitive(statement: string, file: ParsedFile): boolean {
  return patternsFor(statement, file) !== undefined;
}

/** Empty: all literals are sensitive. `undefined`: none is. */
function patternsFor(statement: string, file: ParsedFile): readonly string[] | undefined {
  const all = statementsOf(file);
  const found = all.find(({ text }) => text === statement);
  const isAny = file.directives.sensitive !== undefined || all.some(({ comments }) => ownPatterns(comments));
  if (found) return ownPatterns(found.comments) ?? file.directives.sensitive;
  return isAny ? [] : undefined;
}

/** The message of a run that quotes a statement and what the server said of it; the rest of it is left alone. */
export function veiledMessage(
  message: string,
  { statement, text }: StatementError,
  file: ParsedFile,
  syntax: SqlSyntax,
): string {
  const veil = veilFor(statement, file, syntax);
  const quoted = message.replaceAll(escaped(statement), escaped(veil(statement)));
  return text === "" ? quoted : quoted.replaceAll(text, veil(text));
}

/** The patterns of a statement's own directive; empty: all literals. `undefined`: it has none. */
function ownPatterns(comments: readonly string[]): readonly string[] | undefined {
  for (const comment of comments) {
    const match = /^(?:#|--|\/\*) *atlas:sensitive(?:[ \t]+([^\n]*?))?\s*(?:\*\/)?$/.exec(comment.trim());
    if (match) return (match[1] ?? "").split(/\s+/).filter((pattern) => pattern !== "");
  }
  return undefined;
}

function veilOf(statement: string, patterns: readonly string[], syntax: SqlSyntax): Veil {
  const values = patterns.length === 0 ? undefined : matchesOf(statement, patterns);
  const pieces = values ?? literalsOf(statement, syntax);
  // Longer ones first, so that a part of one leaves nothing behind.
  const sorted = [...new Set(pieces)].filter((piece) => piece !== "").toSorted((a, b) => b.length - a.length);
  const veiled = values
    ? sorted.reduce((text, piece) => text.replaceAll(piece, hidden), statement)
    : tokenize(statement, syntax)
        .map((token) => (token.kind === "string" || token.kind === "number" ? hidden : token.text))
        .join("");
  return (text) =>
    sorted.reduce(
      // Inside of a message the statement stands as it is or with its quotes escaped.
      (rest, piece) => replaceWhole(rest, piece),
      text.replaceAll(statement, veiled).replaceAll(escaped(statement), escaped(veiled)),
    );
}

/** Where a piece is a word or a number, only where it stands alone: the value 1 is not to garble `id1`. */
function replaceWhole(text: string, piece: string): string {
  if (!/^\w+$/.test(piece)) return text.replaceAll(piece, hidden);
  return text.replaceAll(new RegExp(`(?<!\\w)${piece}(?!\\w)`, "g"), hidden);
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The literals with and without their quotes: servers quote values in their own way. */
function literalsOf(statement: string, syntax: SqlSyntax): readonly string[] {
  return tokenize(statement, syntax).flatMap(({ kind, text }) => {
    if (kind === "number") return [text];
    if (kind !== "string") return [];
    const [, body = text] = /^[A-Za-z]?'(.*)'$/s.exec(text) ?? /^\$[^$]*\$(.*)\$[^$]*\$$/s.exec(text) ?? [];
    return [text, body, body.replaceAll("''", "'")];
  });
}

/** What the patterns match; `undefined`: one is no pattern, so all literals are taken for sensitive. */
function matchesOf(statement: string, patterns: readonly string[]): readonly string[] | undefined {
  try {
    return patterns.flatMap((pattern) => statement.match(new RegExp(pattern, "g")) ?? []);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
