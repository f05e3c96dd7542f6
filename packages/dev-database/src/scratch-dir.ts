import { randomBytes } from "node:crypto";
import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Names a folder, not yet made, for the data and the socket of one disposable server: in memory where there is
 * room, else in the temporary folder.
 *
 * @param prefix - begins its name, for people who look what lies there.
 * @param roomMb - what has to be free in memory, in megabytes: what a fresh server takes, and more, as it grows.
 *   Containers often have 64 in all.
 */
export function scratchDir(
  env: Readonly<Record<string, string | undefined>>,
  prefix: string,
  roomMb: number,
): string {
  const name = `${prefix}-${randomBytes(6).toString("hex")}`;
  if (isRoomy("/dev/shm", roomMb)) return join("/dev/shm", name);
  const dir = join(env["TMPDIR"] ?? tmpdir(), name);
  // A socket's path has at most 107 bytes on Linux, 103 on macOS.
  return Buffer.byteLength(dir) <= 80 ? dir : join("/tmp", name);
}

function isRoomy(dir: string, roomMb: number): boolean {
  try {
    const space = statfsSync(dir);
    return space.bavail * space.bsize > roomMb * 1024 * 1024;
  } catch {
    return false;
  }
}
