import type { ScanOptions, SqlSyntax } from "@atlas/core";

/** What of an `sql_mode` decides where a text's quotes end. */
interface ReadingMode {
  /** Without `NO_BACKSLASH_ESCAPES`. */
  readonly backslashEscapes: boolean;
  /** `ANSI_QUOTES`: names stand in double quotes, and no backslash escapes anything there. */
  readonly ansiQuotes: boolean;
}

const ansi = new Set("ANSI_QUOTES ANSI DB2 MAXDB MSSQL ORACLE POSTGRESQL".split(" "));

/** @see https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html */
function readingMode(mode: string): ReadingMode {
  const words = mode
    .toUpperCase()
    .split(",")
    .map((word) => word.trim());
  return {
    backslashEscapes: !words.includes("NO_BACKSLASH_ESCAPES"),
    ansiQuotes: words.some((word) => ansi.has(word)),
  };
}

/** Up to the first that is not of the whole server. */
const assignment =
  /\bset\b.*?(?<=[\s,.@`])(?<!\b(?:global|persist|persist_only)[\s.`]+)sql_mode`?\s*:?=\s*(.*)$/is;
/** A longer statement sets no mode that a text depends on. */
const longest = 4_000;

/**
 * How what follows is read, where a statement sets the mode of the session; `undefined`: it does not, or nobody can tell.
 *
 * @param initial - the mode that a variable or DEFAULT brings back, as dumps do.
 */
function modeAfter(statement: string, current: ReadingMode, initial: ReadingMode): ReadingMode | undefined {
  if (statement.length > longest || !/^(?:\/\*M?!\d*)?\s*set\b/i.test(statement)) return undefined;
  const value = assignment.exec(statement)?.[1]?.trim();
  if (value === undefined) return undefined;
  const literal = /^(?:'([^']*)'|"([^"]*)"|([a-z_]+(?:,[a-z_]+)*))\s*(?:[,;]|\*\/|$)/i.exec(value);
  if (literal && !/^default$/i.test(literal[3] ?? ""))
    return readingMode(literal[1] ?? literal[2] ?? literal[3] ?? "");
  if (/^(?:default\b|@(?!@))/i.test(value)) return initial;
  const words = readingMode([...value.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, a, b]) => a ?? b).join(","));
  if (/^concat/i.test(value) && /@@/.test(value))
    return {
      backslashEscapes: current.backslashEscapes && words.backslashEscapes,
      ansiQuotes: current.ansiQuotes || words.ansiQuotes,
    };
  if (/^replace/i.test(value) && /@@/.test(value))
    return {
      backslashEscapes: current.backslashEscapes || !words.backslashEscapes,
      ansiQuotes: current.ansiQuotes && !words.ansiQuotes,
    };
  return undefined;
}

/** How texts are split under an `sql_mode`, also where they set another. */
export function syntaxOf(base: Omit<SqlSyntax, "after">, mode: string): SqlSyntax {
  const initial = readingMode(mode);
  const quotes = (isAnsi: boolean): readonly string[] => (isAnsi ? ["`", '"'] : ["`"]);
  const flags = ({ backslashEscapes, ansiQuotes }: ReadingMode) => ({
    backslashEscapes,
    identifierQuotes: quotes(ansiQuotes),
  });
  return {
    ...base,
    ...flags(initial),
    after: (statement, { backslashEscapes, identifierQuotes }) => {
      const current = { backslashEscapes, ansiQuotes: identifierQuotes.includes('"') };
      const next = modeAfter(statement, current, initial);
      return next && flags(next);
    },
  };
}

/** How migration files are split under an `sql_mode`, also where they set another. */
export function scanOf(base: Omit<ScanOptions, "after">, mode: string): ScanOptions {
  const initial = readingMode(mode);
  const flags = ({ backslashEscapes, ansiQuotes }: ReadingMode) => ({
    backslashEscapes,
    namesInDoubleQuotes: ansiQuotes,
  });
  return {
    ...base,
    ...flags(initial),
    after: (statement, { backslashEscapes, namesInDoubleQuotes = false }) => {
      const next = modeAfter(statement, { backslashEscapes, ansiQuotes: namesInDoubleQuotes }, initial);
      return next && flags(next);
    },
  };
}
