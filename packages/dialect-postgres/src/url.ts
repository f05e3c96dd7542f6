import { AtlasError, type DatabaseUrl, nearest, Secret } from "@atlas/core";

/** How the connection is encrypted and whom it trusts, with libpq's meaning of each word. */
export type SslMode = "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full";

/** What a URL says, decoded. Absent: the URL does not say. */
export interface ConnectionSettings {
  readonly user?: string;
  readonly password?: string;
  /** A host name, an address, or the directory of a Unix socket when it starts with `/`. Default `localhost`. */
  readonly host: string;
  /** Default 5432. */
  readonly port: number;
  readonly database?: string;
  /** Schemas of `search_path`, in order; exactly one binds the connection to it. */
  readonly searchPath: readonly string[];
  /** Default `require`; always `disable` on a Unix socket. */
  readonly sslMode: SslMode;
  /** Files in PEM; `system` as root certificate stands for the trusted authorities of the runtime. */
  readonly sslRootCert?: string;
  readonly sslCert?: string;
  readonly sslKey?: string;
  /** 0: as long as it takes. */
  readonly connectTimeoutMs?: number;
  readonly applicationName?: string;
  /** Command line options for the server, such as `-c statement_timeout=5s`. */
  readonly options?: string;
}

const sslModes: readonly string[] = [
  "disable",
  "allow",
  "prefer",
  "require",
  "verify-ca",
  "verify-full",
] satisfies SslMode[];

const knownParameters = [
  "application_name",
  "connect_timeout",
  "host",
  "options",
  "port",
  "search_path",
  "sslcert",
  "sslkey",
  "sslmode",
  "sslrootcert",
];

/** Parameters of libpq that would change what a connection means if they were passed over. */
const refusedParameters: Readonly<Record<string, string>> = {
  target_session_attrs: "Name one server in the URL: Atlas does not choose between several.",
  password: "Write the password before the host: postgres://user:password@host/database.",
  user: "Write the user before the host: postgres://user@host/database.",
  dbname: "Write the database as the path: postgres://host/database.",
  sslcompression: "Leave it out: connections are never compressed.",
};

/**
 * Understands `postgres://user:password@host:port/database?parameters`.
 *
 * @throws {AtlasError} `E_URL`; its message holds neither the URL nor the password.
 */
export function parseUrl(url: Secret<string>): DatabaseUrl {
  const settings = parseSettings(url);
  const secrets = settings.password ? [settings.password] : [];
  const [bound] = settings.searchPath;
  return {
    dialect: "postgres",
    bound: settings.searchPath.length === 1 && bound !== undefined ? bound : null,
    secret: url,
    redacted: redactPassword(url.reveal()),
    secrets,
  };
}

/** The URL with this schema as its only `search_path`, in place of those it names. */
export function boundTo({ secret }: DatabaseUrl, schema: string): DatabaseUrl {
  const [path = "", query = ""] = secret.reveal().split("?");
  const parameters = query.split("&").filter((pair) => pair !== "" && !pair.startsWith("search_path="));
  const name = encodeURIComponent(`"${schema.replaceAll('"', '""')}"`);
  return parseUrl(new Secret(`${path}?${[...parameters, `search_path=${name}`].join("&")}`));
}

/** @throws {AtlasError} `E_URL`; its message holds neither the URL nor the password. */
export function parseSettings(url: Secret<string>): ConnectionSettings {
  const match = /^(?:postgres|postgresql):\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/s.exec(url.reveal());
  if (!match) throw malformed("the URL is not of the form postgres://user:password@host:port/database");
  const [, authority = "", path = "", query = ""] = match;
  // Here an unencoded "/" or "?" would have cut a password in two: say nothing of what follows it.
  if (path.includes("@") || path.includes("/") || query.includes("@"))
    throw malformed("invalid character after host", encodeHint);
  const parameters = parseParameters(query);

  const at = authority.lastIndexOf("@");
  const userInfo = at < 0 ? "" : authority.slice(0, at);
  const colon = userInfo.indexOf(":");
  const user = decode(colon < 0 ? userInfo : userInfo.slice(0, colon), "user");
  const password = colon < 0 ? undefined : decode(userInfo.slice(colon + 1), "password");
  const { host, port } = parseAddress(authority.slice(at + 1), parameters);
  const database = decode(path, "database");
  const timeout = parameters.get("connect_timeout");

  return {
    host,
    port,
    searchPath: splitSchemas(parameters.get("search_path") ?? ""),
    sslMode: sslModeOf(parameters.get("sslmode"), host),
    ...(user && { user }),
    ...(password && { password }),
    ...(database && { database }),
    ...definedFrom(parameters, {
      sslrootcert: "sslRootCert",
      sslcert: "sslCert",
      sslkey: "sslKey",
      application_name: "applicationName",
      options: "options",
    }),
    ...(timeout !== undefined && { connectTimeoutMs: secondsOf(timeout) * 1000 }),
  };
}

function parseParameters(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals), "parameter name");
    const refusal = Object.hasOwn(refusedParameters, name) ? refusedParameters[name] : undefined;
    if (refusal) throw malformed(`parameter ${JSON.stringify(name)} is not supported`, refusal);
    if (!knownParameters.includes(name)) {
      const near = nearest(name, knownParameters);
      throw malformed(
        `unknown parameter ${JSON.stringify(name)}`,
        near ? `Did you mean ${JSON.stringify(near)}?` : `Known parameters: ${knownParameters.join(", ")}.`,
      );
    }
    if (parameters.has(name)) throw malformed(`parameter ${JSON.stringify(name)} is given twice`);
    const value = equals < 0 ? "" : pair.slice(equals + 1);
    parameters.set(name, decode(value.replaceAll("+", " "), `parameter ${JSON.stringify(name)}`));
  }
  return parameters;
}

function parseAddress(text: string, parameters: ReadonlyMap<string, string>) {
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/s.exec(text);
  if (!match) throw malformed("invalid host", encodeHint);
  const [, hostText = "", portText] = match;
  const host = parameters.get("host") || decode(hostText.replaceAll(/^\[|\]$/g, ""), "host") || "localhost";
  if (host.includes(","))
    throw malformed(
      "several hosts are not supported",
      "Name one host, or the address of a proxy in front of them.",
    );
  const port = parameters.get("port") || portText || "5432";
  const isPort = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
  // The text is not shown: after an unencoded "/", "?" or "#" it is a part of the password.
  if (!isPort) throw malformed("invalid port after host", encodeHint);
  return { host, port: Number(port) };
}

function splitSchemas(text: string): readonly string[] {
  const names: string[] = [];
  for (const [, quoted, bare] of text.matchAll(/\s*(?:"([^"]*(?:""[^"]*)*)"|([^,]+))\s*(?:,|$)/g)) {
    const name = quoted === undefined ? (bare ?? "").trim() : quoted.replaceAll('""', '"');
    if (name !== "") names.push(name);
  }
  return names;
}

function sslModeOf(text: string | undefined, host: string): SslMode {
  if (text !== undefined && !sslModes.includes(text)) {
    throw malformed(
      `unsupported sslmode ${JSON.stringify(text)}`,
      `Use one of ${sslModes.map((mode) => JSON.stringify(mode)).join(", ")}.`,
    );
  }
  if (host.startsWith("/")) return "disable";
  // It was found in the list of all modes just above.
  return (text as SslMode | undefined) ?? "require";
}

function secondsOf(text: string): number {
  if (!/^\d+$/.test(text)) throw malformed('parameter "connect_timeout" is not a whole number of seconds');
  return Number(text);
}

function definedFrom<Key extends keyof ConnectionSettings>(
  parameters: ReadonlyMap<string, string>,
  keys: Readonly<Record<string, Key>>,
): Partial<Record<Key, string>> {
  const result: Partial<Record<Key, string>> = {};
  for (const [name, key] of Object.entries(keys)) {
    const value = parameters.get(name);
    if (value) result[key] = value;
  }
  return result;
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(`invalid percent-encoding in ${what}`, encodeHint);
  }
}

const encodeHint =
  "Percent-encode special characters in the user and the password, such as %40 for @ and %2F for /.";

function malformed(reason: string, hint = "See: https://atlasgo.io/url"): AtlasError {
  return new AtlasError("E_URL", `sql/sqlclient: parse open url: ${reason}`, { hint });
}

function redactPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^/?#:@]*):[^/?#]*@/s, "$1:xxxxx@");
}
