import { type DatabaseUrl, nearest, Secret } from "@atlas/core";
import { type Parameters, parseParameters, refuse } from "./url-parameters.ts";

/** How the connection is encrypted and whom it trusts, with the meaning that the server's own client gives each word. */
export type TlsMode = "disabled" | "preferred" | "required" | "verify_ca" | "verify_identity";

/** What a URL says, decoded. Absent: the URL does not say. */
export interface ConnectionSettings {
  readonly user?: string;
  readonly password?: string;
  /** Default `localhost`. */
  readonly host: string;
  /** Default 3306. */
  readonly port: number;
  /** File of a Unix socket, instead of host and port. */
  readonly socketPath?: string;
  /** The database, which binds the connection to it. */
  readonly database?: string;
  /** Default `preferred`; always `disabled` on a Unix socket. */
  readonly tlsMode: TlsMode;
  /** Files in PEM. */
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** 0: as long as it takes. */
  readonly connectTimeoutMs?: number;
  /** A collation of utf8mb4, for literals. Default: the server's own for that character set. */
  readonly collation?: string;
  /** The password may be sent as it is, as plugins for PAM, LDAP and cloud tokens want it; over TLS only. */
  readonly cleartextPassword: boolean;
  /** System variables of the session, such as `sql_mode`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** URL schemes, each with whether its path is that of a Unix socket. */
const schemes: Readonly<Record<string, boolean>> = {
  mysql: false,
  maria: false,
  mariadb: false,
  "mysql+unix": true,
  "maria+unix": true,
  "mariadb+unix": true,
};

export const urlSchemes: readonly string[] = Object.keys(schemes);

/**
 * Understands `mysql://user:password@host:port/database?parameters` and
 * `mysql+unix://user:password@/path/to/socket?database=name`.
 *
 * @throws {AtlasError} `E_URL`; its message holds neither the URL nor the password.
 */
export function parseUrl(url: Secret<string>): DatabaseUrl {
  const settings = parseSettings(url);
  return {
    dialect: "mysql",
    bound: settings.database ?? null,
    secret: url,
    redacted: url.reveal().replace(/^([a-z+]+:\/\/[^/?#:@]*):[^/?#]*@/s, "$1:xxxxx@"),
    secrets: settings.password ? [settings.password] : [],
  };
}

/** The URL of a whole server, bound to one of its databases. */
export function boundTo({ secret }: DatabaseUrl, schema: string): DatabaseUrl {
  const [path = "", query = ""] = secret.reveal().split("?");
  const parameters = query.split("&").filter((pair) => pair !== "" && !pair.startsWith("database="));
  return parseUrl(
    new Secret(`${path}?${[...parameters, `database=${encodeURIComponent(schema)}`].join("&")}`),
  );
}

/** @throws {AtlasError} `E_URL`; its message holds neither the URL nor the password. */
export function parseSettings(url: Secret<string>): ConnectionSettings {
  const match = /^([a-z+]+):\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/s.exec(url.reveal());
  const [, scheme = "", authority = "", path = "", query = ""] = match ?? [];
  const isSocket = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
  if (isSocket === undefined)
    throw refuse("the URL is not of the form mysql://user:password@host:port/database");
  if (/@(?:tcp|unix)\(/.test(authority))
    throw refuse(
      "the address is in the form of a Go driver",
      "Write mysql://user:password@host:port/database, or mysql+unix://user:password@/path/to/socket?database=name.",
    );
  // Here an unencoded "/" or "?" would have cut a password in two: say nothing of what follows it.
  if (path.includes("@") || query.includes("@") || (!isSocket && path.includes("/")))
    throw refuse("invalid character after host", encodeHint);
  const parameters = parseParameters(query);

  const at = authority.lastIndexOf("@");
  const userInfo = at < 0 ? "" : authority.slice(0, at);
  const colon = userInfo.indexOf(":");
  const user = decode(colon < 0 ? userInfo : userInfo.slice(0, colon), "user");
  const password = colon < 0 ? undefined : decode(userInfo.slice(colon + 1), "password");
  const address = authority.slice(at + 1);
  const socketPath = isSocket ? socketOf(address, path) : parameters.texts.get("socket");
  const { host, port } = isSocket ? local : parseAddress(address);
  const database = databaseOf(isSocket ? "" : decode(path, "database"), parameters);
  return {
    host,
    port,
    ...(socketPath && { socketPath }),
    ...(user && { user }),
    ...(password && { password }),
    ...(database && { database }),
    ...tlsOf(parameters, socketPath !== undefined),
    cleartextPassword: parameters.cleartextPassword,
    variables: parameters.variables,
    ...(parameters.connectTimeoutMs !== undefined && { connectTimeoutMs: parameters.connectTimeoutMs }),
    ...(parameters.collation !== undefined && { collation: parameters.collation }),
  };
}

const local = { host: "localhost", port: 3306 } as const;

function socketOf(address: string, path: string): string {
  if (address !== "" && address !== "localhost")
    throw refuse(
      "a URL of a Unix socket names no host",
      "Write mysql+unix://user:password@/path/to/socket?database=name.",
    );
  const decoded = decode(path, "socket");
  if (decoded === "") throw refuse("the path of the Unix socket is missing");
  return `/${decoded}`;
}

function databaseOf(path: string, { texts }: Parameters): string {
  const named = texts.get("database") ?? "";
  if (path !== "" && named !== "" && path !== named)
    throw refuse("the path and the parameter name different databases", "Write the database as the path.");
  return path || named;
}

function parseAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/s.exec(text);
  if (!match) throw refuse("invalid host", encodeHint);
  const [, hostText = "", portText] = match;
  const host = decode(hostText.replaceAll(/^\[|\]$/g, ""), "host") || local.host;
  if (host.includes(","))
    throw refuse(
      "several hosts are not supported",
      "Name one host, or the address of a proxy in front of them.",
    );
  const port = portText || String(local.port);
  const isPort = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
  // The text is not shown: after an unencoded "/", "?" or "#" it is a part of the password.
  if (!isPort) throw refuse("invalid port after host", encodeHint);
  return { host, port: Number(port) };
}

/** Each value of `ssl-mode`, of the driver's `tls`, and of PostgreSQL's `sslmode`, which people write, too. */
const tlsWords: Readonly<Record<string, TlsMode>> = {
  disabled: "disabled",
  disable: "disabled",
  false: "disabled",
  "0": "disabled",
  preferred: "preferred",
  prefer: "preferred",
  allow: "preferred",
  "skip-verify": "required",
  required: "required",
  require: "required",
  true: "verify_identity",
  "1": "verify_identity",
  verify_ca: "verify_ca",
  "verify-ca": "verify_ca",
  verify_identity: "verify_identity",
  "verify-identity": "verify_identity",
  "verify-full": "verify_identity",
};

function tlsOf(
  { texts }: Parameters,
  isSocket: boolean,
): Pick<ConnectionSettings, "tlsMode" | "tlsCa" | "tlsCert" | "tlsKey"> {
  const [tlsCa, tlsCert, tlsKey] = [texts.get("ssl-ca"), texts.get("ssl-cert"), texts.get("ssl-key")];
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw refuse(
      "a client certificate takes both ssl-cert and ssl-key",
      "Name the files of the certificate and of its key.",
    );
  const files = { ...(tlsCa && { tlsCa }), ...(tlsCert && { tlsCert }), ...(tlsKey && { tlsKey }) };
  const named = tlsModeOf(texts);
  if (isSocket) return { tlsMode: "disabled", ...files };
  // Who names an authority wants the server to be checked, and a certificate is useless without encryption.
  const implied = tlsCa !== undefined ? "verify_ca" : tlsCert !== undefined ? "required" : "preferred";
  if (named === "disabled" && (tlsCa ?? tlsCert) !== undefined)
    throw refuse("files of certificates are named, and encryption is turned off", "Leave one of them out.");
  return { tlsMode: named ?? implied, ...files };
}

function tlsModeOf(texts: ReadonlyMap<string, string>): TlsMode | undefined {
  const modes = ["ssl-mode", "tls"].flatMap((name) => {
    const value = texts.get(name);
    if (value === undefined) return [];
    const word = value.toLowerCase();
    const mode = Object.hasOwn(tlsWords, word) ? tlsWords[word] : undefined;
    if (mode !== undefined) return [mode];
    const known = name === "tls" ? ["true", "false", "skip-verify", "preferred"] : modeWords;
    const near = nearest(word, Object.keys(tlsWords));
    throw refuse(
      `unsupported ${name} ${JSON.stringify(value)}`,
      `${near ? `Did you mean ${JSON.stringify(near)}? ` : ""}Use one of ${known.map((each) => JSON.stringify(each)).join(", ")}${name === "tls" ? "; files of certificates are named by ssl-ca, ssl-cert and ssl-key" : ""}.`,
    );
  });
  if (new Set(modes).size > 1)
    throw refuse("tls and ssl-mode say different things", "Leave one of them out.");
  return modes[0];
}

const modeWords = ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"];

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse(`invalid percent-encoding in ${what}`, encodeHint);
  }
}

const encodeHint =
  "Percent-encode special characters in the user and the password, such as %40 for @ and %2F for /.";

/** Whether two URLs mean one connection, whatever database they are bound to. */
export function isSameConnection(one: ConnectionSettings, other: ConnectionSettings): boolean {
  const text = (settings: ConnectionSettings): string => JSON.stringify({ ...settings, database: "" });
  return text(one) === text(other);
}
