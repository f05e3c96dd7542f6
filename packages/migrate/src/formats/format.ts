import { AtlasError, type ScanOptions } from "@atlas/core";
import { type ScanRange, scanStatements } from "@atlas/sql";
import type { NamedFile } from "../file.ts";
import type { DirectoryFormatName, MigrationFile, MigrationStatement, ParsedFile } from "../directory.ts";

/** A file of the directory that is to run, with the name of the one that takes it back. */
export interface ListedFile extends NamedFile {
  readonly undo?: string;
}

/** One statement to be written, without its delimiter. */
export interface WrittenChange {
  /** What it does, as a sentence without a full stop; empty: nothing is written of it. */
  readonly comment: string;
  readonly statement: string;
  /** Statements that take it back, in the order in which they run. Default: it cannot be taken back. */
  readonly reverse?: readonly string[];
}

/** What a file is made of. */
export interface FilePlan {
  readonly version: string;
  /** Behind the version in the file's name; may be empty. */
  readonly name: string;
  /** `atlas:txmode none`, with or without two dashes before it. */
  readonly directives?: readonly string[];
  readonly changes: readonly WrittenChange[];
}

export interface NewFile {
  readonly name: string;
  readonly text: string;
}

/** How one tool lays out its files. */
export interface DirectoryFormat {
  readonly name: DirectoryFormatName;
  /** Files of folders below count too. */
  readonly isRecursive: boolean;
  /** Those of the names that are migrations, in the order in which they run. */
  list(names: readonly string[]): readonly ListedFile[];
  parse(file: MigrationFile, scan: ScanOptions): ParsedFile;
  render(plan: FilePlan): readonly NewFile[];
}

/** How files of other tools are read, whose database nobody knows. */
export const genericScan: ScanOptions = {
  beginEnd: false,
  beginAtomic: true,
  dollarQuotes: true,
  backslashEscapes: false,
  escapeStrings: false,
  hashComments: false,
  executableComments: true,
};

/**
 * The generic reading, with the quotes, comments and blocks of the database that is known: otherwise a procedure
 * would fall apart, and `'it\'s'` would not end.
 */
export function foreignScan(scan: ScanOptions): ScanOptions {
  return {
    ...scan,
    beginAtomic: true,
    dollarQuotes: scan.dollarQuotes || !scan.backslashEscapes,
    executableComments: true,
  };
}

export function scanFile(
  file: MigrationFile,
  scan: ScanOptions,
  range?: ScanRange,
): readonly MigrationStatement[] {
  return scanStatements(file.text, scan, file.name, range);
}

/** A file of a tool that takes it back with a file of its own. */
export function fileWithUndo(file: MigrationFile, scan: ScanOptions): ParsedFile {
  const { undo } = file;
  return foreignFile(file, {
    statements: scanFile(file, foreignScan(scan)),
    ...(undo && { down: () => scanFile(undo, foreignScan(scan)) }),
  });
}

/**
 * What a file in another tool's layout comes to; what it says to that tool is no directive of ours.
 *
 * @param parts.down - is read when somebody asks for it: a mistake in it does not keep the file from running.
 */
export function foreignFile(
  file: MigrationFile,
  parts: {
    readonly statements: readonly MigrationStatement[];
    readonly down?: () => readonly MigrationStatement[];
    readonly inTransaction?: boolean;
  },
): ParsedFile {
  const parsed: ParsedFile = {
    file,
    directives: parts.inTransaction === false ? { txMode: "none" } : {},
    statements: parts.statements,
    checks: [],
  };
  const { down: read } = parts;
  if (!read) return parsed;
  let down: readonly MigrationStatement[] | undefined;
  return {
    ...parsed,
    get down() {
      return (down ??= read());
    },
  };
}

/** Lines of a text with their offsets; a line does not hold its end. */
export function* linesOf(
  text: string,
): Generator<{ readonly start: number; readonly end: number; readonly text: string }> {
  for (let start = 0; start < text.length;) {
    const next = text.indexOf("\n", start);
    const end = next < 0 ? text.length : next;
    yield { start, end, text: text.slice(start, end) };
    start = end + 1;
  }
}

/** The changes forwards: a comment, the statement, a semicolon. */
export function upText({ changes }: FilePlan): string {
  return changes.map(({ comment, statement }) => commentLine(comment) + ended(statement)).join("");
}

/** What takes them back, the last one first. */
export function downText({ changes }: FilePlan): string {
  return changes
    .toReversed()
    .filter(({ reverse = [] }) => reverse.length > 0)
    .map(
      ({ comment, reverse = [] }) =>
        commentLine(comment && `reverse: ${comment}`) + reverse.map(ended).join(""),
    )
    .join("");
}

export function hasNoTransaction({ directives = [] }: FilePlan): boolean {
  return directives.some((text) => /atlas:txmode +none\s*$/.test(text));
}

/** `20240101_add_users.sql`. */
export function sqlFileName({ version, name }: FilePlan): string {
  return `${version}${name && `_${name}`}.sql`;
}

/** `statement;` and a line end. */
export function ended(statement: string): string {
  return statement.endsWith(";") ? `${statement}\n` : `${statement};\n`;
}

export function commentLine(comment: string): string {
  return comment === "" ? "" : `-- ${comment.replaceAll(/\r?\n/g, "\n-- ")}\n`;
}

/** Whether a tool that ends statements at lines with a semicolon would cut this one. */
export function isCutByLines(statement: string): boolean {
  return /;[ \t\r]*\n/.test(statement);
}

/** @throws {AtlasError} `E_SOURCE` for a text in which nothing says what runs, so that all of it would be left out. */
export function assertMarked(file: MigrationFile, isMarked: boolean, marker: string): void {
  if (isMarked || file.text.trim() === "") return;
  throw new AtlasError("E_SOURCE", `${JSON.stringify(file.name)} has no line ${JSON.stringify(marker)}`, {
    place: { file: file.name, line: 1, column: 1 },
    hint: `Write ${marker} above what is to run, or name the format the file is in.`,
  });
}
