import { AtlasError, type ScanOptions } from "@atlas/core";
import { fileDirectives, readFileDirectives, statementDirectives } from "./directives.ts";
import type { CheckFile, MigrationFile, MigrationStatement, ParsedFile } from "./directory.ts";
import { linesOf, scanFile } from "./formats/format.ts";

/** Several texts in one: `-- checks.sql --` on a line of its own starts each. */
interface Section {
  readonly name: string;
  readonly start: number;
  end: number;
}

/** Whether the first line says `-- atlas:txtar`. */
export function isArchive(text: string): boolean {
  return /^\uFEFF?-- *atlas:txtar[ \t\r]*(?:\n|$)/.test(text);
}

/**
 * Takes an archive apart: checks, the migration, and how it is taken back.
 *
 * @throws {AtlasError} `E_SOURCE` if it has no migration, or two.
 */
export function parseArchive(file: MigrationFile, scan: ScanOptions): ParsedFile {
  const sections = sectionsOf(file.text);
  const [migration, second] = sections.filter(({ name }) => name === "migration.sql");
  if (!migration || second)
    throw new AtlasError(
      "E_SOURCE",
      `${JSON.stringify(file.name)} has ${migration ? "several sections" : "no section"} "migration.sql"`,
      {
        place: { file: file.name, line: 1, column: 1 },
        hint: 'Put what is to run below one line "-- migration.sql --".',
      },
    );
  const scanSection = ({ start, end }: Section): readonly MigrationStatement[] =>
    scanFile(file, scan, { start, end });
  const textOf = ({ start, end }: Section): string => file.text.slice(start, end);
  const down = sections.filter(({ name }) => name === "down.sql");
  return {
    file,
    directives: {
      ...readFileDirectives(file.text, file.name),
      ...readFileDirectives(textOf(migration), file.name),
    },
    statements: scanSection(migration),
    checks: sections
      .filter(({ name }) => name === "checks.sql" || /^checks\/.*\.sql$/.test(name))
      .map((section) => checkFile(section.name, textOf(section), scanSection(section))),
    ...(down.length > 0 && { down: down.flatMap(scanSection) }),
  };
}

function checkFile(name: string, text: string, statements: readonly MigrationStatement[]): CheckFile {
  const asserts = fileDirectives(text)
    .filter((each) => each.name === "assert")
    .flatMap(({ args }) => codesOf(args));
  return {
    name,
    oneOf: asserts.includes("oneof"),
    asserts: asserts.filter((code) => code !== "oneof"),
    statements: statements.map((statement) => ({
      ...statement,
      asserts: statementDirectives(statement.comments, "assert").flatMap(codesOf),
    })),
  };
}

function codesOf(args: string): readonly string[] {
  return args.split(/[\s,]+/).filter((code) => code !== "");
}

/** A heading in a comment (`-- Users --`) starts no section: names of sections have an ending and no blanks. */
function sectionsOf(text: string): readonly Section[] {
  const sections: Section[] = [];
  for (const line of linesOf(text)) {
    const name = /^-- (\S+\.\w+) --\s*$/.exec(line.text)?.[1];
    if (name === undefined) continue;
    const last = sections.at(-1);
    if (last) last.end = line.start;
    sections.push({ name, start: Math.min(line.end + 1, text.length), end: text.length });
  }
  return sections;
}
