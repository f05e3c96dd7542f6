import type { Secret } from "@atlas/core";

/** What kind of disposable database is wanted. */
export interface DevDatabaseRequest {
  /** What the user gave: `docker://postgres/16/dev`, `embedded://postgres/16`, `sqlite://dev?mode=memory`, any database URL. */
  readonly url: Secret<string> | undefined;
  /** Name of the dialect of the target, such as `postgres`; used when `url` is absent. */
  readonly dialect: string | undefined;
  /** The target's version text, such as `16.14`; used when `url` is absent or names no version. */
  readonly targetVersion: string | undefined;
  /**
   * What texts mean on the target, as `Driver.sessionDefaults`: what of it only a server as a whole can have decides how
   * one is started. Default: as a server is.
   */
  readonly targetDefaults?: Readonly<Record<string, string>> | undefined;
  /** Whether the result is bound to one schema; used when `url` is absent. */
  readonly bound: boolean;
  /**
   * The schema may have another name than `url` gives it, as one beside it on the same server has. Refused with
   * `E_DEV_UNAVAILABLE` where that server is no longer as it was started. Default: `false`.
   */
  readonly anyName?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A dev database in use. Disposing gives it back; a private one is destroyed. */
export interface DevDatabase extends AsyncDisposable {
  /** A URL that the dialect connects with; keeps the `search_path` of the request. */
  readonly url: Secret<string>;
  /**
   * `true`: made for this use alone, empty, gone afterwards. `false`: a given database, shared with others:
   * it has to be locked, found clean and left clean.
   */
  readonly isPrivate: boolean;
  /** What was started, for people: `embedded PostgreSQL 16.14`; for a given URL `given dev database`. */
  readonly description: string;
}

/** Where dev databases come from. Servers it started live until it is disposed, or this process ends in any way. */
export interface DevDatabases extends AsyncDisposable {
  /**
   * What `acquire` would start, without starting it: equal texts mean equal behaviour (`embedded PostgreSQL
   * 16.14`). `undefined` when only the running database can tell.
   */
  identify(request: DevDatabaseRequest): string | undefined;
  /**
   * Begins to start the server that `acquire` would use where `url` names its version, for a use that is likely to come.
   * What fails here fails again there, and is told there. Absent: nothing is started ahead.
   */
  prepare?(request: DevDatabaseRequest): void;
  /** @throws {AtlasError} `E_DEV_UNAVAILABLE` with what to install, or `E_URL`. */
  acquire(request: DevDatabaseRequest): Promise<DevDatabase>;
}
