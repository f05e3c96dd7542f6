import { once } from "node:events";
import { chown, mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { resolve } from "node:path";

import { AtlasError, type Secret } from "@atlas/core";

import { canRead, serverUser } from "./unprivileged.ts";

/**
 * `unix`: a socket that only this user reaches, without a password. Otherwise also TCP on 127.0.0.1 with a
 * password; port 0 takes a free one.
 */
export type Listen = "unix" | { readonly port: number; readonly password: Secret<string> };

/** The TCP port to listen on; `undefined`: only the socket. */
export async function portOf(listen: Listen): Promise<number | undefined> {
  if (listen === "unix") return undefined;
  return listen.port === 0 ? await freePort() : listen.port;
}

/**
 * Makes the folder of a lasting server, or takes it as it is, and gives it to the server's user.
 *
 * @throws {AtlasError} `E_DEV_UNAVAILABLE` when a server cannot work there.
 */
export async function openDataDir(path: string): Promise<string> {
  const dir = resolve(path);
  if (Buffer.byteLength(dir) > 80)
    throw new AtlasError("E_DEV_UNAVAILABLE", `the path "${dir}" is too long for the socket inside it`, {
      hint: "Choose a data folder with a path of at most 80 bytes.",
    });
  const user = serverUser();
  await mkdir(dir, { recursive: true });
  if (user !== undefined) await chown(dir, user.uid, user.gid);
  if (!(await canRead(dir, user)))
    throw new AtlasError(
      "E_DEV_UNAVAILABLE",
      `the user ${user?.uid} that servers run as cannot reach "${dir}"`,
      {
        hint: "Choose a data folder outside of the home folder of root.",
      },
    );
  return dir;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  return address.port;
}
