import { AtlasError, type Dialect, type Driver, type Revision, revisionTypes } from "@atlas/core";
import { type Directory, isCheckpoint, isPartial, markOf, type ParsedFile, parseFile } from "@atlas/migrate";
import { parsedFiles, scanFor } from "./files.ts";

/**
 * What of a directory made a database what it is, as its rows tell: files that were only skipped are not in it, and of
 * one that was applied in part only that part is.
 *
 * @param rows - by version.
 * @param defaults - of the database that has the rows, as `Driver.sessionDefaults`.
 * @throws {AtlasError} `E_MIGRATE` for a row without a file.
 */
export function ranFiles(
  directory: Directory,
  rows: readonly Revision[],
  dialect: Dialect,
  defaults: Driver["sessionDefaults"],
): readonly ParsedFile[] {
  const byVersion = new Map(rows.map((row) => [row.version, row]));
  const baseline = rows.findLast(({ type }) => (type & revisionTypes.baseline) !== 0);
  const isBefore = (version: string): boolean => baseline !== undefined && version <= baseline.version;
  const files = directory.files.filter(
    (file) => byVersion.has(file.version) || (isBefore(file.version) && !isCheckpoint(file)),
  );
  const known = new Set(files.map(({ version }) => version));
  const missing = rows.find(({ version }) => !known.has(version));
  if (missing) throw withoutFile(missing);
  return parsedFiles(directory, files, dialect, defaults).flatMap((file) => {
    const row = byVersion.get(file.file.version);
    const applied = row && appliedOf(row);
    return applied === undefined ? [file] : firstOf(file, applied);
  });
}

/** How many statements of a file are applied, where it is applied in part; `undefined`: all of them are. */
export function appliedOf(row: Revision): number | undefined {
  const mark = markOf(row);
  if (mark) return mark.applied;
  return isPartial(row) ? row.applied : undefined;
}

/** The file of a row, taken apart. */
export function fileOfRow(
  directory: Directory,
  row: Revision,
  dialect: Dialect,
  defaults: Driver["sessionDefaults"],
): ParsedFile {
  const file = directory.files.find(({ version }) => version === row.version);
  if (!file) throw withoutFile(row);
  return parseFile(directory.format, file, scanFor(dialect, defaults));
}

function withoutFile({ version, description }: Revision): AtlasError {
  const name = description === "" ? `${version}.sql` : `${version}_${description}.sql`;
  return new AtlasError(
    "E_MIGRATE",
    `sql/migrate: missing migration: revision ${JSON.stringify(name)} was applied but migration file was not found`,
    {
      details: { version },
      hint: "Bring the file back: what it did is known from nowhere else.",
    },
  );
}

/** The first statements of a file, as a file of their own. */
function firstOf(file: ParsedFile, count: number): readonly ParsedFile[] {
  const last = file.statements[count - 1];
  if (!last) return [];
  if (count >= file.statements.length) return [file];
  const text = file.file.text.slice(0, last.start + last.text.length);
  const { name, version, description } = file.file;
  return [
    {
      file: { name, version, description, text, bytes: Buffer.from(`${text}\n-- ${count} statements`) },
      directives: file.directives,
      statements: file.statements.slice(0, count),
      checks: [],
    },
  ];
}
