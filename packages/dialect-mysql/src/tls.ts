import { readFile } from "node:fs/promises";
import { AtlasError } from "@atlas/core";
import type { SslOptions } from "mysql2";
import type { ConnectionSettings, TlsMode } from "./url.ts";

/**
 * The ways to connect, in order of preference; `undefined`: without encryption.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_ssl-mode
 */
export async function tlsAttempts(
  settings: ConnectionSettings,
): Promise<readonly (SslOptions | undefined)[]> {
  if (settings.tlsMode === "disabled") return [undefined];
  const [ca, cert, key] = await Promise.all([
    readPem(settings.tlsCa, "ssl-ca"),
    readPem(settings.tlsCert, "ssl-cert"),
    readPem(settings.tlsKey, "ssl-key"),
  ]);
  const files: SslOptions = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  const encrypted: SslOptions = { ...files, rejectUnauthorized: false, verifyIdentity: false };
  const attempts = {
    disabled: [undefined],
    preferred: [encrypted, undefined],
    required: [encrypted],
    verify_ca: [{ ...files, rejectUnauthorized: true, verifyIdentity: false }],
    verify_identity: [{ ...files, rejectUnauthorized: true, verifyIdentity: true }],
  } satisfies Record<TlsMode, readonly (SslOptions | undefined)[]>;
  return attempts[settings.tlsMode];
}

async function readPem(path: string | undefined, parameter: string): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new AtlasError("E_URL", `the file of ${parameter} cannot be read: ${path}`, { cause: error });
  }
}
