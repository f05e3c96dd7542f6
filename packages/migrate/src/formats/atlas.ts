import { AtlasError } from "@atlas/core";
import { placeAt } from "@atlas/sql";
import type { MigrationFile } from "../directory.ts";
import { readFileDirectives } from "../directives.ts";
import { sqlFiles } from "../file.ts";
import { isArchive, parseArchive } from "../txtar.ts";
import { commentLine, type DirectoryFormat, type FilePlan, scanFile, sqlFileName } from "./format.ts";

/** Our own layout: `20240101_add_users.sql`. */
export const atlas: DirectoryFormat = {
  name: "atlas",
  isRecursive: false,
  list: sqlFiles,
  parse: (file, scan) => {
    assertOwn(file);
    return isArchive(file.text)
      ? parseArchive(file, scan)
      : {
          file,
          directives: readFileDirectives(file.text, file.name),
          statements: scanFile(file, scan),
          checks: [],
        };
  },
  render: (plan) => [{ name: sqlFileName(plan), text: textOf(plan) }],
};

/** @throws {AtlasError} `E_DIRECTORY` for a file of another tool whose way back would run too. */
function assertOwn({ name, text }: MigrationFile): void {
  const match = /^--\s*(?:\+(goose)\s+Down|migrate:down)\b/im.exec(text);
  if (!match) return;
  const tool = match[1] === undefined ? "dbmate" : "goose";
  throw new AtlasError(
    "E_DIRECTORY",
    `"${name}" is written for ${tool}: all of it would run, what takes it back too`,
    {
      place: { file: name, ...placeAt(text, match.index) },
      hint: `Read the directory with --dir-format ${tool}, or import it with 'atlas migrate import'.`,
    },
  );
}

function textOf({ directives = [], changes }: FilePlan): string {
  const lines = directives.map((text) => (text.startsWith("--") ? text : `-- ${text}`));
  const delimiters = lines.filter((line) => /^-- atlas:delimiter\b/.test(line));
  for (const line of lines)
    if (!/^-- atlas:\w+(?: +[^\n]+)?$/.test(line))
      throw invalid(`invalid directive: ${JSON.stringify(line)}`);
  if (delimiters.length > 1)
    throw invalid(`duplicate directive: ${JSON.stringify(delimiters[1])}. delimiter already set`);
  const delimiter = delimiters[0]?.replace(/^-- atlas:delimiter */, "");
  // A delimiter is only seen in the first line.
  const head = [...delimiters, ...lines.filter((line) => !delimiters.includes(line))];
  return [
    head.length === 0 ? "" : `${head.join("\n")}\n\n`,
    ...changes.map(
      ({ comment, statement }) =>
        `${commentLine(upperFirst(comment))}${statement}${delimiter === undefined ? semicolonOf(statement) : unescaped(delimiter)}\n`,
    ),
  ].join("");
}

function semicolonOf(statement: string): string {
  return statement.endsWith(";") ? "" : ";";
}

function unescaped(delimiter: string): string {
  return delimiter.replaceAll("\\n", "\n").replaceAll("\\r", "\r").replaceAll("\\t", "\t");
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function invalid(message: string): AtlasError {
  return new AtlasError("E_DIRECTORY", message, { hint: "Write directives like 'atlas:txmode none'." });
}
