import { AtlasError, type ScanOptions } from "@atlas/core";
import { placeAt, scanStatements } from "@atlas/sql";
import type { MigrationFile, MigrationStatement } from "../directory.ts";
import { sqlFiles } from "../file.ts";
import {
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

/** SQL with changesets in its comments. */
export const liquibase: DirectoryFormat = {
  name: "liquibase",
  isRecursive: false,
  list: sqlFiles,
  parse: (file, scan) => {
    const options = foreignScan(scan);
    assertReadable(file);
    return foreignFile(file, {
      statements: scanFile(file, options),
      ...(/^--\s*rollback\b/m.test(file.text) && { down: () => rollbacks(file, options) }),
      inTransaction: !/^--\s*changeset\b.*\brunInTransaction:false\b/m.test(file.text),
    });
  },
  render: (plan) => [{ name: sqlFileName(plan), text: textOf(plan) }],
};

/** @throws {AtlasError} `E_SOURCE` for a delimiter that is set where we do not look, and for lines to be left out. */
function assertReadable(file: MigrationFile): void {
  const ignored = file.text.search(/^--\s*ignoreLines\b/im);
  if (ignored >= 0)
    throw new AtlasError(
      "E_SOURCE",
      `${JSON.stringify(file.name)} says ignoreLines, which is not supported`,
      {
        place: { file: file.name, ...placeAt(file.text, ignored) },
        hint: "Remove the lines, or put them into a comment: otherwise they would run.",
      },
    );
  const at = file.text.search(/^--\s*changeset\b.*\bendDelimiter:/m);
  if (at < 0) return;
  throw new AtlasError(
    "E_SOURCE",
    `${JSON.stringify(file.name)} sets an endDelimiter, which is not supported`,
    {
      place: { file: file.name, ...placeAt(file.text, at) },
      hint: "Write DELIMITER lines around the statements instead.",
    },
  );
}

/** Statements behind `--rollback`, of the last changeset first. */
function rollbacks(file: MigrationFile, scan: ScanOptions): readonly MigrationStatement[] {
  const changesets: { text: string; start: number }[] = [{ text: "", start: 0 }];
  for (const line of linesOf(file.text)) {
    if (/^--\s*changeset\b/.test(line.text)) changesets.push({ text: "", start: line.start });
    const match = /^--\s*rollback:?[ \t]?(.*)$/.exec(line.text);
    const current = changesets.at(-1);
    if (!match || !current) continue;
    if (current.text === "") current.start = line.end - (match[1] ?? "").length;
    current.text += `${match[1] ?? ""}\n`;
  }
  return changesets.toReversed().flatMap(({ text, start }) =>
    /^\s*(?:empty|not required)?\s*;?\s*$/i.test(text)
      ? []
      : scanStatements(text, scan, `rollback of ${file.name}`).map((statement) => ({
          ...statement,
          start,
        })),
  );
}

function textOf(plan: FilePlan): string {
  const attributes = hasNoTransaction(plan) ? " runInTransaction:false" : "";
  const changesets = plan.changes.map(({ comment, statement, reverse = [] }, index) => {
    const split = isCutByLines(statement) ? " splitStatements:false" : "";
    return [
      `--changeset atlas:${plan.version}-${index + 1}${attributes}${split}\n`,
      comment === "" ? "\n" : `--comment: ${comment.replaceAll(/\s*\n\s*/g, " ")}\n`,
      ended(statement),
      ...reverse.map((text) => `--rollback: ${ended(text).trimEnd().replaceAll("\n", "\n--rollback: ")}\n`),
    ].join("");
  });
  return `--liquibase formatted sql\n${changesets.join("\n")}`;
}
