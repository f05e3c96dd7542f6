import { AtlasError, type Dialect, type Driver, type MigrationSupport, type ScanOptions } from "@atlas/core";
import { type Directory, filesUpTo, type MigrationFile, type ParsedFile, parseFile } from "@atlas/migrate";

/**
 * The files of a directory, taken apart when somebody looks: what is known by its hash is not read at all.
 *
 * @param defaults - of the server that they are meant for, as `Driver.sessionDefaults`. Default: those of a usual one.
 * @throws {AtlasError} `E_MIGRATE` for a family whose migration files are not understood.
 */
export function parsedFiles(
  directory: Pick<Directory, "format">,
  files: readonly MigrationFile[],
  dialect: Dialect,
  defaults?: Driver["sessionDefaults"],
): readonly ParsedFile[] {
  const scan = scanFor(dialect, defaults);
  return files.map((file) => new LazyFile(file, () => parseFile(directory.format, file, scan)));
}

/** How files are split that are meant for a server of these `Driver.sessionDefaults`; without any: for a usual one. */
export function scanFor(dialect: Dialect, defaults: Driver["sessionDefaults"]): ScanOptions {
  const migrations = migrationsOf(dialect);
  return (defaults && migrations.scanUnder?.(defaults)) ?? migrations.scan;
}

export function migrationsOf({ name, migrations }: Dialect): MigrationSupport {
  if (migrations) return migrations;
  throw new AtlasError("E_MIGRATE", `migration files are not supported on ${name} by this version`, {
    hint: "Use PostgreSQL, MySQL, MariaDB or SQLite.",
  });
}

/**
 * The files that a directory stands for as a state: up to the version of its URL.
 *
 * @throws {AtlasError} `E_DIRECTORY` if there is no such version.
 */
export function filesOf(directory: Directory): readonly MigrationFile[] {
  const { files, version } = directory;
  return version === undefined ? files : filesUpTo(directory, version);
}

class LazyFile implements ParsedFile {
  readonly file: MigrationFile;
  readonly #parse: () => ParsedFile;
  #parsed: ParsedFile | undefined;

  constructor(file: MigrationFile, parse: () => ParsedFile) {
    this.file = file;
    this.#parse = parse;
  }

  get #all(): ParsedFile {
    return (this.#parsed ??= this.#parse());
  }

  get directives(): ParsedFile["directives"] {
    return this.#all.directives;
  }

  get statements(): ParsedFile["statements"] {
    return this.#all.statements;
  }

  get checks(): ParsedFile["checks"] {
    return this.#all.checks;
  }

  get down(): NonNullable<ParsedFile["down"]> {
    return this.#all.down ?? [];
  }
}
