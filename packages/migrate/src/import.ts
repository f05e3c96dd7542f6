import { AtlasError, type ScanOptions } from "@atlas/core";
import { scanStatements } from "@atlas/sql";
import type {
  Directory,
  DirectoryFormatName,
  MigrationFile,
  MigrationStatement,
  ParsedFile,
} from "./directory.ts";
import { genericScan, type NewFile } from "./formats/format.ts";
import { byBytes } from "./file.ts";
import { importLosses } from "./import-losses.ts";
import { importNames } from "./import-names.ts";
import { parseFile } from "./read.ts";

/** What a directory of another tool becomes in our layout. */
export interface Import {
  readonly files: readonly NewFile[];
  /** What a person should look at, as sentences. */
  readonly notes: readonly string[];
}

/** Bodies of routines stay whole, although a file would hold the same statements once it is read by the database. */
const plainScan: ScanOptions = { ...genericScan, beginEnd: true };

/** What no transaction of PostgreSQL can hold: other tools run files without one. */
const alone = /^(?:(?:CREATE|DROP)\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY|REINDEX\b.*\bCONCURRENTLY|VACUUM)\b/i;

/** Of MySQL, whose quotes differ: for files that cannot be read otherwise. */
const mysqlScan: ScanOptions = {
  ...plainScan,
  dollarQuotes: false,
  backslashEscapes: true,
  hashComments: true,
};

/**
 * Writes the files of another tool in our layout: statements with the comments right above them. Ways back,
 * comments that stand alone and words to the other tool are left out.
 *
 * @throws {AtlasError} `E_DIRECTORY` for versions that cannot be put in order, `E_SOURCE` for a file that cannot
 *   be read.
 */
export function importFiles(directory: Directory): Import {
  const ordered = inOwnOrder(directory);
  const { names, notes } = importNames({ ...directory, files: ordered });
  const files = ordered.map((file, index) => {
    const { parsed, scan } = readForeign(directory.format, file);
    return { name: names[index] ?? file.name, text: textOf(parsed, scan) };
  });
  return { files: byBytes(files), notes: [...notes, ...importLosses(directory)] };
}

/** golang-migrate and goose count: to them 10 comes behind 9. */
function inOwnOrder({ files, format }: Directory): readonly MigrationFile[] {
  if (format !== "golang-migrate" && format !== "goose") return files;
  const numberOf = ({ version }: MigrationFile): bigint => BigInt(/^\d{1,100}/.exec(version)?.[0] ?? 0);
  return files.toSorted((a, b) => {
    const difference = numberOf(a) - numberOf(b);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  });
}

function readForeign(
  format: DirectoryFormatName,
  file: MigrationFile,
): { readonly parsed: ParsedFile; readonly scan: ScanOptions } {
  try {
    return { parsed: parseFile(format, file, plainScan), scan: plainScan };
  } catch (error) {
    if (!(error instanceof AtlasError && /: unclosed |: unexpected '\)'/.test(error.message))) throw error;
    try {
      return { parsed: parseFile(format, file, mysqlScan), scan: mysqlScan };
    } catch {
      throw error;
    }
  }
}

function textOf({ file, directives, statements }: ParsedFile, scan: ScanOptions): string {
  const isAlone = directives.txMode === "none" || statements.some(({ text }) => alone.test(text));
  const head = isAlone ? "-- atlas:txmode none\n" : "";
  const own = statements.filter(({ text }) => text !== ";");
  const ended = own.map(({ comments, text }) => ({ comments, text: withSemicolon(text, scan) }));
  const text = `${head && `${head}\n`}${joined(ended, "\n")}`;
  if (holds(text, ended, scan)) return text;
  // A body of a routine may hold semicolons that not every database takes for its own.
  const delimited = `-- atlas:delimiter -- end\n${head}\n${joined(own, "\n-- end\n")}`;
  if (holds(delimited, own, scan)) return delimited;
  throw new AtlasError("E_SOURCE", `"${file.name}" cannot be written so that its statements stay apart`, {
    place: { file: file.name, line: 1, column: 1 },
    hint: "Split the file, so that statements of which one has no clear end are alone in theirs.",
  });
}

/** Whether a file comes to these statements when it is read. */
function holds(
  text: string,
  statements: readonly Pick<MigrationStatement, "text">[],
  scan: ScanOptions,
): boolean {
  try {
    const read = scanStatements(text, scan, "");
    return read.length === statements.length && read.every((each, at) => each.text === statements[at]?.text);
  } catch (error) {
    if (error instanceof AtlasError) return false;
    throw error;
  }
}

function joined(statements: readonly Pick<MigrationStatement, "comments" | "text">[], end: string): string {
  return statements.map(({ comments, text }) => [...comments, text].join("\n") + end).join("");
}

/** On a line of its own where a comment would hide it. */
function withSemicolon(text: string, scan: ScanOptions): string {
  if (text.endsWith(";")) return text;
  const isSeen = scanStatements(`${text};\nx`, scan, "").at(-1)?.text === "x";
  return isSeen ? `${text};` : `${text}\n;`;
}
