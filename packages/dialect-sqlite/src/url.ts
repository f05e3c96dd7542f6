import { AtlasError, type DatabaseUrl, nearest, Secret } from "@atlas/core";
import { assertLocalLibsql, libsqlSchemes } from "./libsql.ts";

export const schemes: readonly string[] = ["sqlite", "sqlite3", ...libsqlSchemes];

/** What a URL says about the database to open. */
export interface Target {
  /** File path as written, or the name of a database in memory. */
  readonly path: string;
  readonly memory: boolean;
  /** A database in memory that all connections of this process share by its name. */
  readonly shared: boolean;
  /** `rw`: the file must exist. */
  readonly mode: "ro" | "rw" | "rwc";
  readonly foreignKeys: boolean;
  /** How long a statement waits for another connection, in milliseconds. */
  readonly busyTimeoutMs?: number;
  readonly journalMode?: string;
  readonly synchronous?: string;
}

const parameters = [
  "_fk",
  "_foreign_keys",
  "mode",
  "cache",
  "_busy_timeout",
  "_timeout",
  "_journal_mode",
  "_journal",
  "_synchronous",
  "_sync",
];

export function parseUrl(url: Secret<string>): DatabaseUrl {
  parseTarget(url.reveal());
  // A SQLite URL has no place for a password.
  return { dialect: "sqlite", bound: "main", secret: url, redacted: url.reveal(), secrets: [] };
}

/** @throws {AtlasError} `E_URL` naming what is not understood. */
export function parseTarget(url: string): Target {
  const match = /^([a-z0-9+]+):\/\/([^?]*)(?:\?(.*))?$/is.exec(url);
  const scheme = match?.[1]?.toLowerCase() ?? "";
  if (!match || !schemes.includes(scheme))
    throw new AtlasError("E_URL", "not a SQLite URL", {
      hint: "Write it as sqlite://file.db or sqlite:///path/to/file.db.",
    });
  const path = decode(match[2] ?? "").replace(/^file:/, "");
  const query = new URLSearchParams(match[3] ?? "");
  if (scheme.startsWith("libsql")) assertLocalLibsql(scheme, match[2] ?? "", query);
  for (const name of query.keys()) if (!parameters.includes(name)) throw unknownParameter(name);

  const mode = oneOf(query, "mode", ["ro", "rw", "rwc", "memory"]) ?? "rwc";
  const memory = mode === "memory" || path === ":memory:";
  const cache = oneOf(query, "cache", ["shared", "private"]);
  if (path === "" && !memory)
    throw new AtlasError("E_URL", "the SQLite URL names no file", { hint: "Write it as sqlite://file.db." });
  const journalMode = oneOf(query, "_journal_mode", journalModes) ?? oneOf(query, "_journal", journalModes);
  const synchronous =
    oneOf(query, "_synchronous", synchronousModes) ?? oneOf(query, "_sync", synchronousModes);
  const foreignKeys = oneOf(query, "_fk", switches) ?? oneOf(query, "_foreign_keys", switches) ?? "0";
  const busyTimeoutMs = milliseconds(query, "_busy_timeout") ?? milliseconds(query, "_timeout");
  return {
    path,
    memory,
    shared: memory && cache === "shared",
    mode: mode === "memory" ? "rwc" : mode,
    foreignKeys: ["1", "true", "on", "yes"].includes(foreignKeys),
    ...(busyTimeoutMs !== undefined && { busyTimeoutMs }),
    ...(journalMode !== undefined && { journalMode }),
    ...(synchronous !== undefined && { synchronous }),
  };
}

const switches = ["1", "0", "true", "false", "on", "off", "yes", "no"] as const;
const journalModes = ["delete", "truncate", "persist", "memory", "wal", "off"] as const;
const synchronousModes = ["off", "normal", "full", "extra", "0", "1", "2", "3"] as const;

function oneOf<Value extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const given = query.get(name)?.toLowerCase();
  if (given === undefined) return undefined;
  const value = values.find((candidate) => candidate === given);
  if (value === undefined)
    throw new AtlasError("E_URL", `URL parameter ${name} cannot be ${JSON.stringify(given)}`, {
      hint: `Use one of ${values.join(", ")}.`,
    });
  return value;
}

function milliseconds(query: URLSearchParams, name: string): number | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  if (!/^\d{1,9}$/.test(given))
    throw new AtlasError("E_URL", `URL parameter ${name} is no number of milliseconds`, {
      hint: "Write it as 5000.",
    });
  return Number(given);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new AtlasError("E_URL", "the SQLite URL holds a malformed percent escape", {
      hint: "Write a percent sign as %25.",
      cause,
    });
  }
}

function unknownParameter(name: string): AtlasError {
  const near = nearest(name, parameters);
  const close = near === undefined ? "" : `Did you mean ${near}? `;
  return new AtlasError("E_URL", `unknown URL parameter ${JSON.stringify(name)}`, {
    details: { parameter: name },
    hint: `${close}Known parameters are ${parameters.join(", ")}.`,
  });
}
