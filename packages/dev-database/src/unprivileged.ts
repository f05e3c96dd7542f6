import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** The user a server runs as. `undefined`: the user of this process. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** The user `nobody` of Linux and of most containers: owns nothing, may do nothing. */
const nobody: RunAs = { uid: 65534, gid: 65534 };

/** PostgreSQL refuses to run as root: its servers then run as `nobody`. */
export function serverUser(): RunAs | undefined {
  return process.getuid?.() === 0 ? nobody : undefined;
}

/**
 * Whether the user can reach and read a path, by the permission bits of the path and of all folders above
 * it. Access lists beyond the bits are not looked at.
 */
export async function canRead(path: string, user: RunAs | undefined): Promise<boolean> {
  if (user === undefined) return true;
  // At once: a program that has other things to do would get to each answer late.
  const real = realpathSync(path);
  for (let at = real; ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const bits = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode;
    if ((bits & 0o5) !== 0o5 && (at === real || (bits & 0o1) === 0)) return false;
    if (at === dirname(at)) return true;
  }
}
