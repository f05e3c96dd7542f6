import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AtlasError, type LockOptions, throwIfCancelled } from "@atlas/core";

/** A lock that is not renewed is free after this time, should its holder's process not be known here. */
const lifetimeMs = 10 * 60_000;

/**
 * Takes a lock that is a file in the temporary directory, as SQLite has no lock of its own that outlives a
 * transaction. It holds when it expires (in Unix nanoseconds), the process and the host that hold it; a holder
 * on this host that died lets go at once.
 *
 * @param name - shared by all who exclude each other.
 * @throws {AtlasError} `E_LOCK_TIMEOUT` if another session holds it throughout.
 */
export async function fileLock(name: string, options: LockOptions = {}): Promise<AsyncDisposable> {
  const path = join(tmpdir(), `${name.replaceAll(/[^\w.-]/g, "_")}.lock`);
  const deadline = performance.now() + (options.timeoutMs ?? 10_000);
  let waits = false;
  while (true) {
    throwIfCancelled(options.signal);
    const held = new HeldLock(path);
    if (held.take()) return held;
    const holder = removeStale(path);
    if (holder === undefined) continue;
    if (!waits) options.onWait?.(holder);
    waits = true;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0)
      throw new AtlasError("E_LOCK_TIMEOUT", `sql/sqlite: lock on "${name}" already taken`, {
        details: { holder, file: path },
        hint: "Wait for the other run to end, or raise the lock timeout.",
      });
    await sleep(Math.min(50, leftMs));
  }
}

class HeldLock implements AsyncDisposable {
  readonly #path: string;
  /** Tells this lock from every other one of the same process. */
  readonly #id = randomUUID();
  #renewal: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  take(): boolean {
    try {
      writeFileSync(this.#path, this.#content(), { flag: "wx", mode: 0o600 });
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
      throw new AtlasError("E_PERMISSION", `the lock file ${this.#path} cannot be written`, {
        hint: "Check the permissions of the temporary directory.",
        cause: error,
      });
    }
    this.#renewal = setInterval(() => this.#renew(), lifetimeMs / 4).unref();
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#renewal);
    if (this.#isOurs()) rmSync(this.#path, { force: true });
  }

  #renew(): void {
    if (this.#isOurs()) writeFileSync(this.#path, this.#content());
  }

  #isOurs(): boolean {
    return read(this.#path)?.endsWith(this.#id) ?? false;
  }

  #content(): string {
    return `${BigInt(Date.now() + lifetimeMs) * 1_000_000n} ${process.pid} ${hostname()} ${this.#id}`;
  }
}

/** Removes a lock whose holder is gone. Returns who holds it otherwise. */
function removeStale(path: string): string | undefined {
  const content = read(path);
  if (content === undefined) return undefined;
  const [expiry = "", pid, host] = content.split(" ");
  const expired = !/^\d+$/.test(expiry) || BigInt(expiry) < BigInt(Date.now()) * 1_000_000n;
  const here = pid !== undefined && host === hostname();
  const holder = pid === undefined ? "another session" : `process ${pid} on ${host}`;
  // An empty file is being written at this moment.
  if (content === "") return "another session";
  if (here ? isAlive(Number(pid)) : !expired) return holder;

  // Moved away first: whoever else saw the same stale lock must not remove the one that follows it.
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (read(aside) !== content) linkSync(aside, path);
  } catch {
    // Another process was faster; look again.
  }
  rmSync(aside, { force: true });
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** The checksum that tells the lock of one file from that of another. @see https://www.rfc-editor.org/rfc/rfc1950 */
export function adler32(text: string): number {
  let a = 1;
  let b = 0;
  for (const byte of Buffer.from(text)) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}
