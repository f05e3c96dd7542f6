import { AtlasError, type Dialect } from "@atlas/core";

/** The database family behind a URL scheme. Not every one is served by this build. */
const driverOfScheme: Readonly<Record<string, string>> = {
  sqlite: "sqlite",
  libsql: "sqlite",
  mysql: "mysql",
  mariadb: "mariadb",
  maria: "mariadb",
  postgres: "postgres",
  postgresql: "postgres",
  ysql: "ysql",
  sqlserver: "sqlserver",
  azuresql: "sqlserver",
  mssql: "sqlserver",
  clickhouse: "clickhouse",
  redshift: "redshift",
  databricks: "databricks",
  snowflake: "snowflake",
  spanner: "spanner",
  crdb: "crdb",
  dsql: "dsql",
  oracle: "oracle",
};

/**
 * The database family a URL scheme names; what follows a `+` does not count.
 *
 * @throws {AtlasError} `E_URL` for a scheme nobody knows.
 */
export function driverOf(scheme: string): string {
  const [family = ""] = scheme.split("+");
  const driver = Object.hasOwn(driverOfScheme, family.toLowerCase())
    ? driverOfScheme[family.toLowerCase()]
    : undefined;
  if (driver === undefined) throw new AtlasError("E_URL", `unknown driver for schema "${scheme}"`);
  return driver;
}

/** @throws {AtlasError} `E_URL` when no dialect of this build serves the scheme. */
export function dialectOf(scheme: string, dialects: readonly Dialect[]): Dialect {
  const driver = driverOf(scheme);
  const dialect = dialects.find((candidate) => candidate.schemes.includes(scheme.toLowerCase()));
  if (dialect) return dialect;
  throw new AtlasError("E_URL", `this build does not serve "${scheme}" databases (driver ${driver})`, {
    hint: `It serves: ${dialects.flatMap((candidate) => candidate.schemes).join(", ")}.`,
  });
}

/**
 * The part of a URL before `://`.
 *
 * @throws {AtlasError} `E_URL` when there is none; the URL itself is not shown, it may hold a password.
 */
export function schemeOf(url: string): string {
  const scheme = /^([A-Za-z][\w+.-]*):\/\//.exec(url)?.[1];
  if (scheme === undefined) {
    throw new AtlasError("E_URL", "the database URL has no scheme", {
      hint: "Write it as scheme://user@host:port/database, with the password behind the user.",
    });
  }
  return scheme;
}
