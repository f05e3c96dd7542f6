import { existsSync, lstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { AtlasError } from "@atlas/core";
import { isBusy, sqliteError } from "./errors.ts";
import type { Target } from "./url.ts";

/** What opens a database; from `node:sqlite`, which is loaded when it is needed. */
type DatabaseClass = typeof DatabaseSync;

/**
 * The database of a URL. A file that is not there comes into being with the first thing that is written: until
 * then an empty database in memory stands in for it, so that looking leaves no trace.
 */
export class Store {
  readonly target: Target;
  readonly path: string;
  readonly #open: DatabaseClass;
  #database: DatabaseSync;
  #standsIn: boolean;

  /**
   * @throws {AtlasError} `E_CONNECT` for a missing directory or a file of another sort.
   */
  constructor(target: Target, open: DatabaseClass, mustExist: boolean) {
    this.target = target;
    this.path = resolve(target.path);
    this.#open = open;
    const isMissing = !target.memory && !existsSync(this.path);
    if (isMissing && (mustExist || target.mode !== "rwc"))
      throw new AtlasError("E_CONNECT", `the database file "${target.path}" does not exist`, {
        hint:
          target.mode === "rwc"
            ? "Check the path; schema apply creates the file."
            : "Check the path, or leave out mode to have the file created.",
      });
    if (isMissing && !existsSync(dirname(this.path)))
      throw new AtlasError("E_CONNECT", `cannot open "${target.path}": its directory does not exist`, {
        hint: "Create the directory, or check the path.",
      });
    this.#standsIn = isMissing;
    this.#database = this.#openAt(isMissing ? ":memory:" : this.#location());
  }

  /** For reading. */
  get database(): DatabaseSync {
    if (this.#standsIn && existsSync(this.path)) this.materialize();
    return this.#database;
  }

  /** Makes the file, if it is not there yet: something is about to be written. */
  materialize(): DatabaseSync {
    if (!this.#standsIn) return this.#database;
    const database = this.#openAt(this.#location());
    this.#database.close();
    this.#database = database;
    this.#standsIn = false;
    return database;
  }

  /** One text for the file behind all its names. Nobody else sees a database in memory. */
  get identity(): string | undefined {
    if (this.target.memory) return undefined;
    if (!existsSync(this.path)) return this.realPath;
    const { dev, ino } = statSync(this.path, { bigint: true });
    return `${dev}/${ino}`;
  }

  /** The same whether or not the file is there yet, and by whatever links it is reached. */
  get realPath(): string {
    let path = this.path;
    // As many links in a row as systems follow. A link may lead to where no file is yet.
    for (let links = 0; links < 40 && !existsSync(path); links++) {
      const next = linkTarget(path);
      if (next === undefined) return join(realpathSync(dirname(path)), basename(path));
      path = next;
    }
    return realpathSync(path);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #location(): string {
    const { memory, shared, path } = this.target;
    if (!memory) return this.path;
    return shared ? `file:${encodeURIComponent(path)}?mode=memory&cache=shared` : ":memory:";
  }

  /** What another connection stands in the way of comes as SQLite says it: it may be tried again. */
  #openAt(location: string): DatabaseSync {
    let database: DatabaseSync | undefined;
    try {
      const { mode, foreignKeys, journalMode, synchronous } = this.target;
      database = new this.#open(location, {
        readOnly: mode === "ro",
        enableForeignKeyConstraints: foreignKeys,
        // Schemas written by other tools rely on it: https://www.sqlite.org/quirks.html#dblquote
        enableDoubleQuotedStringLiterals: true,
        // Emptying a dev database writes the schema table.
        defensive: false,
        // Waiting is done outside of SQLite, where it can be cancelled.
        timeout: 0,
      });
      // Reads the file's header, so that a file of another sort is noticed now.
      database.prepare("SELECT count(*) FROM main.sqlite_schema").get();
      if (journalMode !== undefined) database.exec(`PRAGMA journal_mode = ${journalMode}`);
      if (synchronous !== undefined) database.exec(`PRAGMA synchronous = ${synchronous}`);
      return database;
    } catch (error) {
      database?.close();
      throw isBusy(error) ? error : openError(sqliteError(error, "E_CONNECT"), this.target.path);
    }
  }
}

/** Where a symbolic link leads; `undefined`: it is none. */
function linkTarget(path: string): string | undefined {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink ? resolve(dirname(path), readlinkSync(path)) : undefined;
}

/** SQLite speaks of "the file" without its name. */
export function openError(error: AtlasError, path: string): AtlasError {
  return new AtlasError(error.code, `cannot open "${path}": ${error.message}`, {
    details: error.details,
    hint: error.hint,
    cause: error,
  });
}
