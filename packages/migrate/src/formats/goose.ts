import { AtlasError, type ScanOptions } from "@atlas/core";
import type { MigrationFile, MigrationStatement, ParsedFile } from "../directory.ts";
import { sqlFiles } from "../file.ts";
import {
  assertMarked,
  commentLine,
  type DirectoryFormat,
  ended,
  type FilePlan,
  foreignFile,
  foreignScan,
  hasNoTransaction,
  isCutByLines,
  linesOf,
  scanFile,
  sqlFileName,
} from "./format.ts";

const pragma = /^--\s*\+goose\s+(.+?)\s*$/;

/** One file with both ways: `-- +goose Up`, `-- +goose Down`. */
export const goose: DirectoryFormat = {
  name: "goose",
  isRecursive: false,
  list: sqlFiles,
  parse,
  render: (plan) => [
    {
      name: sqlFileName(plan),
      text: `${hasNoTransaction(plan) ? "-- +goose NO TRANSACTION\n" : ""}-- +goose Up\n${up(plan)}\n-- +goose Down\n${down(plan)}`,
    },
  ],
};

/** Where the statements of one way stand. */
interface Section {
  readonly start: number;
  end: number;
  /** Offsets behind each of them. */
  readonly ends: number[];
}

function parse(file: MigrationFile, scan: ScanOptions): ParsedFile {
  const { text } = file;
  const sections: { up?: Section; down?: Section } = {};
  let current: Section | undefined;
  let state: "none" | "up" | "begin" = "none";
  let inTransaction = true;
  let lineNumber = 0;
  for (const line of linesOf(text)) {
    lineNumber++;
    const word = pragma.exec(line.text)?.[1];
    const unexpected = (): AtlasError =>
      new AtlasError(
        "E_SOURCE",
        `sql/migrate: goose: ${file.name}:${lineNumber} unexpected goosePragma '${word ?? ""}'`,
        {
          place: { file: file.name, line: lineNumber, column: 1 },
          hint: "Up comes first, then Down; StatementBegin and StatementEnd come in pairs in either of them.",
        },
      );
    switch (word?.toUpperCase()) {
      case "UP":
        if (state !== "none" || sections.up) throw unexpected();
        current = sections.up = { start: line.end, end: text.length, ends: [] };
        state = "up";
        break;
      case "DOWN":
        if (state !== "up" || sections.down || !current) throw unexpected();
        current.end = line.start;
        current = sections.down = { start: line.end, end: text.length, ends: [] };
        break;
      case "STATEMENTBEGIN":
        if (state !== "up") throw unexpected();
        state = "begin";
        break;
      case "STATEMENTEND":
        if (state !== "begin" || !current) throw unexpected();
        current.ends.push(line.start - 1);
        state = "up";
        break;
      case "NO TRANSACTION":
        inTransaction = false;
        break;
      case "ENVSUB ON":
        throw new AtlasError("E_SOURCE", `goose: ${file.name}:${lineNumber} ENVSUB is not supported`, {
          place: { file: file.name, line: lineNumber, column: 1 },
          hint: "Write the values into the file: a migration must be the same wherever it runs.",
        });
      default: {
        const shown = line.text.trimEnd();
        if (state === "up" && shown.endsWith(";") && !shown.startsWith("--")) current?.ends.push(line.end);
      }
    }
  }
  assertMarked(file, sections.up !== undefined, "-- +goose Up");
  const read = (section: Section | undefined): readonly MigrationStatement[] =>
    section ? withoutPragmas(scanFile(file, { ...foreignScan(scan), beginEnd: false }, section)) : [];
  return foreignFile(file, {
    statements: read(sections.up),
    ...(sections.down && { down: () => read(sections.down) }),
    inTransaction,
  });
}

function withoutPragmas(statements: readonly MigrationStatement[]): readonly MigrationStatement[] {
  return statements.map((statement) => ({
    ...statement,
    comments: statement.comments.filter((comment) => !pragma.test(comment)),
  }));
}

function up({ changes }: FilePlan): string {
  return changes.map(({ comment, statement }) => commentLine(comment) + wrapped(statement)).join("");
}

function down({ changes }: FilePlan): string {
  return changes
    .toReversed()
    .filter(({ reverse = [] }) => reverse.length > 0)
    .map(
      ({ comment, reverse = [] }) =>
        commentLine(comment && `reverse: ${comment}`) + reverse.map(wrapped).join(""),
    )
    .join("");
}

function wrapped(statement: string): string {
  return isCutByLines(statement)
    ? `-- +goose StatementBegin\n${ended(statement)}-- +goose StatementEnd\n`
    : ended(statement);
}
