import { spawn } from "node:child_process";

/**
 * Ends processes and removes a folder when this process goes, however it goes: even `kill -9` closes the
 * pipe that the watchdog reads from. It runs in a session of its own, so a Ctrl-C does not reach it.
 */
export interface Watchdog {
  /** Names all processes that live now, replacing what was named before. */
  guard(pids: readonly number[]): void;
  /** Kills what is guarded, removes the folder, and waits until both are done. */
  end(): Promise<void>;
}

// A killed process may still write for a moment, hence the second try.
const script = `
pids=
while read -r line; do pids=$line; done
[ -z "$pids" ] || kill -9 $pids 2>/dev/null
rm -rf -- "$1" 2>/dev/null || { sleep 1; rm -rf -- "$1"; }
`;

export function startWatchdog(folder: string): Watchdog {
  const child = spawn("/bin/sh", ["-c", script, "control-plane-watchdog", folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  child.stdin.on("error", () => {});
  child.unref();
  return {
    guard: (pids) => void child.stdin.write(`${pids.join(" ")}\n`),
    end: () => {
      child.ref();
      child.stdin.end();
      return ended;
    },
  };
}
