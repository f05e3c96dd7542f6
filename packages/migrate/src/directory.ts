/** The layouts of migration directories that tools use. */
export const directoryFormats = [
  "atlas",
  "golang-migrate",
  "goose",
  "flyway",
  "liquibase",
  "dbmate",
] as const;

export type DirectoryFormatName = (typeof directoryFormats)[number];

/** A file of a migration directory. Plain data; its bytes are what counts for checksums. */
export interface MigrationFile {
  /** Below the directory, with forward slashes: `20240101_add_users.sql`. */
  readonly name: string;
  /** Compared as text. Empty for what has none (repeatable files of Flyway). */
  readonly version: string;
  readonly description: string;
  readonly bytes: Uint8Array;
  /** The bytes as UTF-8. @throws {AtlasError} `E_SOURCE` naming the file and the first place that is not. */
  readonly text: string;
  /** The file that takes it back: `1_users.down.sql`, `U1__users.sql`. Absent: there is none. */
  readonly undo?: MigrationFile;
}

/** A migration directory as it was read. */
export interface Directory {
  /** As users wrote it, without `file://`: `migrations`. */
  readonly path: string;
  readonly format: DirectoryFormatName;
  /** In the order in which they run. */
  readonly files: readonly MigrationFile[];
  /** The text of `atlas.sum`; `undefined`: there is none. */
  readonly sum: string | undefined;
  /** `?version=` of its URL: as a state it ends there. `files` holds all of them nevertheless. */
  readonly version?: string;
}

/** One statement of a migration file. */
export interface MigrationStatement {
  /** Offset of its first character in the file's text, in UTF-16 units. */
  readonly start: number;
  /** Trimmed; with its `;`, without any other delimiter. This is what checksums of statements cover. */
  readonly text: string;
  /** The comments right above it, as written. */
  readonly comments: readonly string[];
}

/** What a file says at its top about itself. */
export interface FileDirectives {
  /** `atlas:txmode`; absent: as the run says. */
  readonly txMode?: "none" | "file";
  /** `atlas:checkpoint`, with its tag or "". */
  readonly checkpoint?: string;
  /** `atlas:nolint` by its arguments; empty: all. Absent: none. */
  readonly noLint?: readonly string[];
  /** `atlas:sensitive` by its patterns; empty: all literals. */
  readonly sensitive?: readonly string[];
}

/** Statements of a check file (`-- checks/… --` of a txtar file), run before the migration. */
export interface CheckFile {
  /** `checks.sql`, `checks/roles.sql`. */
  readonly name: string;
  /** One true statement is enough. Default: all must be. */
  readonly oneOf: boolean;
  /** Codes of findings that the whole file stands for: `DS102`. */
  readonly asserts: readonly string[];
  readonly statements: readonly (MigrationStatement & { readonly asserts: readonly string[] })[];
}

/** A file taken apart. */
export interface ParsedFile {
  readonly file: MigrationFile;
  readonly directives: FileDirectives;
  readonly statements: readonly MigrationStatement[];
  /** Empty for a file that is no archive. */
  readonly checks: readonly CheckFile[];
  /** How the file is taken back, by its own words: `down.sql`, `-- +goose Down`, `*.down.sql`. Absent: it does not say. */
  readonly down?: readonly MigrationStatement[];
}
