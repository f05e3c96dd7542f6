import { AtlasError, type Dialect, type Step } from "@atlas/core";
import {
  type Directory,
  directoryOf,
  type FilePlan,
  type NewFile,
  parseFile,
  renderFiles,
} from "@atlas/migrate";
import { migrationsOf } from "./files.ts";
import type { NullCheck } from "./null-checks.ts";

/** What is to be written into a directory. */
export interface PlannedFile {
  readonly version: string;
  /** Behind the version; may be empty. */
  readonly name: string;
  readonly steps: readonly Step[];
  /** Such as `atlas:checkpoint`. Default: none. */
  readonly directives?: readonly string[];
  /** Looked at before anything is changed, where the format has room for it. Default: none. */
  readonly checks?: readonly NullCheck[];
}

/**
 * The files that steps become in the layout of a directory. They were read again and hold exactly these statements.
 *
 * @throws {AtlasError} `E_DIRECTORY` if the layout cannot hold a statement.
 */
export function plannedFiles(
  directory: Pick<Directory, "format">,
  planned: PlannedFile,
  dialect: Dialect,
): readonly NewFile[] {
  const { steps, checks = [] } = planned;
  const layouts = directory.format === "atlas" ? [undefined, delimiterFor(steps)] : [undefined];
  for (const delimiter of layouts) {
    const files = renderFiles(directory.format, planOf(planned, dialect, delimiter));
    const whole =
      directory.format === "atlas" && checks.length > 0 ? files.map(withChecks(checks, dialect)) : files;
    if (holds(directory, whole, steps, dialect)) return whole;
  }
  throw new AtlasError(
    "E_DIRECTORY",
    `a file in the layout of ${directory.format} cannot hold a statement of the plan, as it would be split elsewhere`,
    { hint: "Nothing was written. Use a directory in the layout of atlas." },
  );
}

function planOf(
  { version, name, steps, directives = [] }: PlannedFile,
  dialect: Dialect,
  delimiter?: string,
): FilePlan {
  return {
    version,
    name,
    directives: [
      ...(delimiter === undefined ? [] : [`atlas:delimiter ${delimiter}`]),
      ...directives,
      ...(isFree(steps, dialect) ? ["atlas:txmode none"] : []),
    ],
    changes: steps.map(({ sql, comment, undo }) => ({ comment, statement: sql, reverse: undo })),
  };
}

/** Whether no transaction can hold all steps; not for families in which none ever can. */
export function isFree(steps: readonly Step[], { features }: Pick<Dialect, "features">): boolean {
  // What frames a plan and changes nothing itself, such as a pragma, has no source.
  return features.transactionalDdl && steps.some((step) => !step.transactional && step.sources.length > 0);
}

/** Ends statements with semicolons of their own, where nothing says where their bodies end. */
function delimiterFor(steps: readonly Step[]): string {
  let delimiter = "-- end";
  for (let number = 1; steps.some(({ sql }) => sql.includes(delimiter)); number++)
    delimiter = `-- end ${number} --`;
  return `\\n${delimiter}`;
}

function holds(
  { format }: Pick<Directory, "format">,
  files: readonly NewFile[],
  steps: readonly Step[],
  dialect: Dialect,
): boolean {
  const bare = (sql: string): string => sql.trim().replace(/;\s*$/, "").trim();
  const { scan } = migrationsOf(dialect);
  try {
    const texts = directoryOf("", format, files).files.flatMap((file) =>
      parseFile(format, file, scan).statements.map(({ text }) => bare(text)),
    );
    return JSON.stringify(texts) === JSON.stringify(steps.map(({ sql }) => bare(sql)));
  } catch (error) {
    // What cannot be read again does not hold them.
    if (error instanceof AtlasError && (error.code === "E_SOURCE" || error.code === "E_DIRECTORY"))
      return false;
    throw error;
  }
}

/** An archive with a check before the migration. */
function withChecks(checks: readonly NullCheck[], { syntax }: Dialect): (file: NewFile) => NewFile {
  const quote = syntax.identifierQuotes.includes("`") ? "`" : '"';
  const ident = (name: string): string => `${quote}${name.replaceAll(quote, quote + quote)}${quote}`;
  const lines = checks.map(({ schema, table, column }) => {
    const path = [...(schema === "" ? [] : [schema]), table].map(ident).join(".");
    return `-- ${ident(column)} of ${path} comes to refuse NULL.\nSELECT NOT EXISTS (SELECT 1 FROM ${path} WHERE ${ident(column)} IS NULL) AS ${ident("is_not_null")};\n`;
  });
  return ({ name, text }) => ({
    name,
    text: `-- atlas:txtar\n\n-- checks/not_null.sql --\n${lines.join("")}\n-- migration.sql --\n${text}`,
  });
}
