import { AtlasError, nearest } from "@atlas/core";

/** The parameters of a URL, by one spelling each. */
export interface Parameters {
  /** `tls`, `ssl-mode`, `ssl-ca`, `ssl-cert`, `ssl-key`, `database`, `socket`. */
  readonly texts: ReadonlyMap<string, string>;
  readonly connectTimeoutMs: number | undefined;
  readonly collation: string | undefined;
  readonly cleartextPassword: boolean;
  /** System variables of the session. */
  readonly variables: Readonly<Record<string, string>>;
}

/** By the name without case, `-` and `_`: people write `ssl-ca`, `ssl_ca`, `sslca` and `sslCa`. */
const names: Readonly<Record<string, string>> = {
  tls: "tls",
  ssl: "tls",
  usessl: "tls",
  sslmode: "ssl-mode",
  sslca: "ssl-ca",
  sslrootcert: "ssl-ca",
  tlsca: "ssl-ca",
  sslcert: "ssl-cert",
  tlscert: "ssl-cert",
  sslkey: "ssl-key",
  tlskey: "ssl-key",
  database: "database",
  socket: "socket",
  unixsocket: "socket",
  charset: "charset",
  characterencoding: "charset",
  collation: "collation",
  timeout: "timeout",
  connecttimeout: "connect_timeout",
  allowcleartextpasswords: "allowCleartextPasswords",
};

/** What other drivers take and that changes nothing of what we do: rows of times, caches, pools. */
const ignored: ReadonlySet<string> = new Set([
  "allowfallbacktoplaintext",
  "allownativepasswords",
  "allowoldpasswords",
  "allowpublickeyretrieval",
  "checkconnliveness",
  "clientfoundrows",
  "columnswithalias",
  "compress",
  "connectionattributes",
  "interpolateparams",
  "loc",
  "maxallowedpacket",
  "multistatements",
  "parsetime",
  "readtimeout",
  "rejectreadonly",
  "servertimezone",
  "timetruncate",
  "useunicode",
  "writetimeout",
]);

/** System variables that a session may set for itself and that matter to statements of a schema. */
const variableNames: readonly string[] = [
  "default_storage_engine",
  "default_table_encryption",
  "explicit_defaults_for_timestamp",
  "foreign_key_checks",
  "group_concat_max_len",
  "innodb_lock_wait_timeout",
  "innodb_strict_mode",
  "lock_wait_timeout",
  "max_execution_time",
  "max_statement_time",
  "net_read_timeout",
  "net_write_timeout",
  "sql_mode",
  "sql_generate_invisible_primary_key",
  "sql_require_primary_key",
  "time_zone",
  "transaction_isolation",
  "tx_isolation",
  "wait_timeout",
];

/** Parameters that would change what a connection means if they were passed over. */
const refused: Readonly<Record<string, string>> = {
  serverpubkey: "Leave it out and use TLS: tls=true, or ssl-ca with the file of an authority.",
  password: "Write the password before the host: mysql://user:password@host/database.",
  user: "Write the user before the host: mysql://user@host/database.",
  host: "Write the host behind the user: mysql://user@host/database.",
  port: "Write the port behind the host: mysql://host:3306/database.",
  initsql: "Leave it out; system variables have parameters of their own, such as sql_mode.",
};

/** @throws {AtlasError} `E_URL` for what is unknown, with the nearest name that is known. */
export function parseParameters(query: string): Parameters {
  const texts = new Map<string, string>();
  const variables: Record<string, string> = {};
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const written = decode(equals < 0 ? pair : pair.slice(0, equals), "parameter name");
    const text = equals < 0 ? "" : pair.slice(equals + 1);
    const value = decode(text.replaceAll("+", " "), `parameter ${JSON.stringify(written)}`);
    const plain = written.toLowerCase().replaceAll(/[-_]/g, "");
    if (ignored.has(plain)) continue;
    const variable = variableNames.find((each) => each === written.toLowerCase());
    const name = variable ?? nameOf(plain, written);
    if (texts.has(name) || Object.hasOwn(variables, name))
      throw refuse(`parameter ${JSON.stringify(name)} is given twice`);
    if (variable === undefined) texts.set(name, value);
    else variables[variable] = value.replace(/^(['"])(.*)\1$/s, "$2");
  }
  return {
    texts: new Map([...texts].filter(([, value]) => value !== "")),
    variables,
    connectTimeoutMs: timeoutOf(texts),
    collation: collationOf(texts),
    cleartextPassword: isOn(texts.get("allowCleartextPasswords")),
  };
}

function nameOf(plain: string, written: string): string {
  const refusal = Object.hasOwn(refused, plain) ? refused[plain] : undefined;
  if (refusal) throw refuse(`parameter ${JSON.stringify(written)} is not supported`, refusal);
  const name = Object.hasOwn(names, plain) ? names[plain] : undefined;
  if (name !== undefined) return name;
  const known = [...new Set(Object.values(names)), ...variableNames];
  const near = nearest(written, [...known, ...ignored]);
  throw refuse(
    `unknown parameter ${JSON.stringify(written)}`,
    near ? `Did you mean ${JSON.stringify(near)}?` : `Known parameters: ${known.toSorted().join(", ")}.`,
  );
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `timeout=30s`, as Go writes a duration, or a number of seconds. */
function timeoutOf(texts: ReadonlyMap<string, string>): number | undefined {
  const text = texts.get("timeout") ?? texts.get("connect_timeout");
  if (text === undefined || text === "") return undefined;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (!match) throw refuse('parameter "timeout" is not a duration', "Write it as 500ms, 30s or 1m.");
  const [, number = "", unit = "s"] = match;
  return Math.round(Number(number) * (unitMs[unit] ?? 1_000));
}

/** Texts go to the server in Unicode: a character set is taken as a confirmation of that, and nothing else. */
function collationOf(texts: ReadonlyMap<string, string>): string | undefined {
  for (const charset of (texts.get("charset") ?? "").split(",")) {
    if (!/^(?:|utf-?8(?:mb[34])?)$/i.test(charset.trim()))
      throw refuse(
        `the character set ${JSON.stringify(charset.trim())} is not supported for connections`,
        "Leave charset out: connections use utf8mb4. Tables may have any character set.",
      );
  }
  const collation = texts.get("collation");
  if (collation === undefined || collation === "") return undefined;
  if (!/^utf8mb4_\w+$/i.test(collation))
    throw refuse(
      `the collation ${JSON.stringify(collation)} is not one of utf8mb4`,
      "Leave collation out, or name one that begins with utf8mb4_.",
    );
  return collation;
}

function isOn(text: string | undefined): boolean {
  return text !== undefined && /^(?:1|true|on|yes)$/i.test(text);
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse(`invalid percent-encoding in ${what}`);
  }
}

/** `E_URL`, which never holds the URL. */
export function refuse(reason: string, hint = "See: https://atlasgo.io/url"): AtlasError {
  return new AtlasError("E_URL", `sql/sqlclient: parse open url: ${reason}`, { hint });
}
