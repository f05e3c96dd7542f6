import { readFile } from "node:fs/promises";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import { AtlasError } from "@atlas/core";
import type { ConnectionSettings, SslMode } from "./url.ts";

/**
 * The ways to connect, in order of preference.
 *
 * @see https://www.postgresql.org/docs/18/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS
 */
export async function sslAttempts(settings: ConnectionSettings): Promise<readonly (TlsOptions | false)[]> {
  if (settings.sslMode === "disable") return [false];
  const systemRoots = settings.sslRootCert === undefined || settings.sslRootCert === "system";
  const [ca, cert, key] = await Promise.all([
    systemRoots ? undefined : readPem(settings.sslRootCert, "sslrootcert"),
    readPem(settings.sslCert, "sslcert"),
    readPem(settings.sslKey, "sslkey"),
  ]);
  const files: TlsOptions = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  // With a root certificate `require` means `verify-ca`, as in libpq.
  const verifiesChain: TlsOptions = {
    ...files,
    rejectUnauthorized: true,
    checkServerIdentity: () => undefined,
  };
  const encrypted: TlsOptions = { ...files, rejectUnauthorized: false };
  const attempts = {
    disable: [false],
    allow: [false, encrypted],
    prefer: [encrypted, false],
    require: [ca === undefined ? encrypted : verifiesChain],
    "verify-ca": [verifiesChain],
    "verify-full": [{ ...files, rejectUnauthorized: true }],
  } satisfies Record<SslMode, readonly (TlsOptions | false)[]>;
  return attempts[settings.sslMode];
}

async function readPem(path: string | undefined, parameter: string): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new AtlasError("E_URL", `the file of ${parameter} cannot be read: ${path}`, { cause: error });
  }
}
