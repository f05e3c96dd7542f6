import { createHash } from "node:crypto";
import { AtlasError, type DatabaseUrl, type Dialect, Secret } from "@atlas/core";
import { fingerprintVersion } from "@atlas/workflows";
import type { Credentials, KeySelector } from "../crd/fields.ts";
import { dialectOf, driverOf, schemeOf } from "./drivers.ts";
import type { ReferenceReader } from "./references.ts";

/** The fields that say where the target and the dev database are. */
export interface ConnectionFields {
  readonly url?: string | undefined;
  readonly urlFrom?: { readonly secretKeyRef?: KeySelector | undefined } | undefined;
  readonly credentials?: Credentials | undefined;
  readonly devURL?: string | undefined;
  readonly devURLFrom?: { readonly secretKeyRef?: KeySelector | undefined } | undefined;
}

/**
 * The URL of the target: `urlFrom`, else `url`, else `credentials`.
 *
 * @throws {AtlasError} `E_INPUT` when none is given or a reference is missing, `E_URL` for an unknown scheme.
 */
export async function readTargetUrl(
  fields: ConnectionFields,
  reader: ReferenceReader,
): Promise<Secret<string>> {
  const url = await fromOrInline(fields.urlFrom?.secretKeyRef, fields.url, reader);
  if (url) return url;
  const built = fields.credentials && (await urlOfCredentials(fields.credentials, reader));
  if (built) return built;
  throw new AtlasError("E_INPUT", "no target database defined");
}

/** The URL of the dev database: `devURLFrom`, else `devURL`; `undefined` asks for an embedded one. */
export async function readDevUrl(
  fields: ConnectionFields,
  reader: ReferenceReader,
): Promise<Secret<string> | undefined> {
  return fromOrInline(fields.devURLFrom?.secretKeyRef, fields.devURL, reader);
}

async function fromOrInline(
  from: KeySelector | undefined,
  inline: string | undefined,
  reader: ReferenceReader,
): Promise<Secret<string> | undefined> {
  const value = (from && (await reader.secret(from))?.reveal().trim()) || inline;
  if (!value) return undefined;
  hideUrl(value, reader);
  return new Secret(value);
}

/** Hides a URL whole and its password even if no dialect can parse it. */
function hideUrl(url: string, reader: ReferenceReader): void {
  const password = /^[^/]*:\/\/[^/?#@]*?:(.*)@/s.exec(url)?.[1];
  if (!password) return;
  reader.hide([url, password]);
  try {
    reader.hide([decodeURIComponent(password)]);
  } catch {
    // Not percent-encoded: hidden as it stands.
  }
}

/** @returns `undefined` when no host results: then the credentials do not count. */
async function urlOfCredentials(
  credentials: Credentials,
  reader: ReferenceReader,
): Promise<Secret<string> | undefined> {
  const part = async (
    from: { secretKeyRef?: KeySelector | undefined } | undefined,
    inline: string | undefined,
  ) => (from?.secretKeyRef ? ((await reader.secret(from.secretKeyRef))?.reveal() ?? inline) : inline);
  const user = await part(credentials.userFrom, credentials.user);
  const password = await part(credentials.passwordFrom, credentials.password);
  const host = await part(credentials.hostFrom, credentials.host);
  if (password) reader.hide([password]);
  if (!host) return undefined;

  const scheme = credentials.scheme ?? "";
  const parameters = new Map(Object.entries(credentials.parameters ?? {}));
  const database = credentials.database ?? "";
  const inQuery = driverOf(scheme) === "sqlserver";
  if (inQuery && database) parameters.set("database", database);
  const login = password
    ? `${encodeURIComponent(user ?? "")}:${encodeURIComponent(password)}@`
    : user
      ? `${encodeURIComponent(user)}@`
      : "";
  const address = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const port = credentials.port ? `:${credentials.port}` : "";
  const path = inQuery || !database ? "" : `/${database.split("/").map(encodeURIComponent).join("/")}`;
  const query = [...parameters]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join("&");
  const url = `${scheme}://${login}${address}${port}${path}${query && `?${query}`}`;
  hideUrl(url, reader);
  return new Secret(url);
}

/** A target whose URL was understood, and what tells it from others. */
export interface Target {
  readonly url: Secret<string>;
  readonly parsed: DatabaseUrl;
  /** The database family that the scheme names: `mariadb`. */
  readonly driver: string;
  /** Equal for all resources that work on one database: they take turns. Holds no user and no password. */
  readonly database: string;
  /** Of the database, the schema in it and our way to read it: another one means that we know nothing of it. */
  readonly fingerprint: string;
}

/** @throws {AtlasError} `E_URL` when the URL is not understood or not served. */
export function parseTarget(
  url: Secret<string>,
  dialects: readonly Dialect[],
  reader: ReferenceReader,
): Target {
  const dialect = dialectOf(schemeOf(url.reveal()), dialects);
  const parsed = dialect.parseUrl(url);
  reader.hide(parsed.secrets);
  const database = databaseOf(dialect, parsed);
  const fingerprint = createHash("sha256")
    .update(`${fingerprintVersion}\n${database}\n${parsed.bound ?? ""}`)
    .digest("base64");
  return { url, parsed, driver: driverOf(schemeOf(url.reveal())), database, fingerprint };
}

function databaseOf(dialect: Dialect, parsed: DatabaseUrl): string {
  const [base = "", query = ""] = parsed.redacted.split("?");
  const place = base.replace(/^[^/]*:\/\//, "").replace(/^[^/]*@/, "");
  // A Unix socket stands in the query.
  const host = new URLSearchParams(query).get("host");
  return [dialect.name, place, ...(host ? [host] : [])].join(" ");
}
