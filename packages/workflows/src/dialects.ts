import { AtlasError, type Dialect, type DatabaseUrl, type Secret } from "@atlas/core";

/** URL schemes that name a disposable server of a dialect rather than a database. */
const launcherSchemes = ["docker", "embedded"];

export interface Target {
  readonly dialect: Dialect;
  readonly url: DatabaseUrl;
}

/** @throws {AtlasError} `E_URL` for a scheme that no dialect answers to. */
export function parseTarget(dialects: readonly Dialect[], url: Secret<string>): Target {
  const dialect = dialectFor(dialects, schemeOf(url));
  return { dialect, url: dialect.parseUrl(url) };
}

export function schemeOf(url: Secret<string>): string {
  const text = url.reveal();
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined)
    throw new AtlasError("E_URL", "sql/sqlclient: missing driver. See: https://atlasgo.io/url", {
      hint: "Write the URL as driver://user:password@host:port/database.",
    });
  return scheme;
}

function dialectFor(dialects: readonly Dialect[], scheme: string): Dialect {
  const dialect = dialects.find((candidate) => candidate.schemes.includes(scheme));
  if (dialect) return dialect;
  const known = dialects.flatMap((candidate) => candidate.schemes);
  throw new AtlasError("E_URL", `sql/sqlclient: unknown driver "${scheme}". See: https://atlasgo.io/url`, {
    details: { scheme, known },
    hint: `Use one of: ${known.join(", ")}.`,
  });
}

/** Whether a dev URL names a server that is started for us alone, and so can be nobody's database. */
export function startsServer(url: Secret<string>): boolean {
  return launcherSchemes.includes(schemeOf(url).split("+")[0] ?? "");
}

/**
 * The dialect that a dev URL asks for, before anything is started: `docker://postgres/16/dev` is PostgreSQL.
 *
 * @throws {AtlasError} `E_URL` for a server that no dialect reads.
 */
export function dialectOfDevUrl(dialects: readonly Dialect[], url: Secret<string>): Dialect {
  const scheme = schemeOf(url);
  const [launcher, driver] = scheme.split("+");
  if (!launcherSchemes.includes(launcher ?? "")) return dialectFor(dialects, scheme);
  const alias = driver ?? /^[^:]+:\/\/([^/?]+)/.exec(url.reveal())?.[1] ?? "";
  const name = ["postgis", "pgvector"].includes(alias) ? "postgres" : alias;
  const dialect = dialects.find((candidate) => candidate.name === name || candidate.schemes.includes(name));
  if (dialect) return dialect;
  // A name with anything else in it may hold a password.
  const told = /^[a-z0-9-]+$/i.test(name) ? ` "${name}"` : "";
  throw new AtlasError("E_URL", `the dev URL asks for a server${told} that this version does not work with`, {
    hint: "Use docker://postgres/18/dev (no Docker needed) or sqlite://dev?mode=memory.",
  });
}
