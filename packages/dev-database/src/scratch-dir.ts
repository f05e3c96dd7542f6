import { randomBytes } from "node:crypto";
import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** In bytes: a fresh server takes 40 MB, and grows. Containers often have 64 MB in all. */
const roomy = 150 * 1024 * 1024;

/**
 * Names a folder, not yet made, for the data and the socket of one disposable server: in memory where there is
 * room, else in the temporary folder.
 *
 * @param prefix - begins its name, for people who look what lies there.
 */
export async function scratchDir(
  env: Readonly<Record<string, string | undefined>>,
  prefix: string,
): Promise<string> {
  const name = `${prefix}-${randomBytes(6).toString("hex")}`;
  if (await isRoomy("/dev/shm")) return join("/dev/shm", name);
  const dir = join(env["TMPDIR"] ?? tmpdir(), name);
  // A socket's path has at most 107 bytes on Linux, 103 on macOS.
  return Buffer.byteLength(dir) <= 80 ? dir : join("/tmp", name);
}

async function isRoomy(dir: string): Promise<boolean> {
  const space = await statfs(dir).catch(() => undefined);
  return space !== undefined && space.bavail * space.bsize > roomy;
}
