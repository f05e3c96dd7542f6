import { spawn, type ChildProcess } from "node:child_process";

import type { RunAs } from "./unprivileged.ts";

/**
 * Runs a server that ends with us, also when we are killed: the kernel then closes the pipe on its stdin.
 *
 * `$1` is the server's folder, `$2` the template to copy its data from (empty: the data is there), `$3` is
 * `remove` or `keep` and says what becomes of the folder at the end, `$4` the signal that stops the server.
 * Copying is done here too, so that no moment exists in which our death leaves a folder behind.
 * A file `keep` in the folder overrides `remove`: the server is about to be started again. The data appear under
 * their name whole or not at all. Once the server runs, only that writes: the shell's own word about a killed
 * server would go to those who may be gone, which is deadly.
 */
const script = `
umask 077
dir=$1 template=$2 end=$3 signal=$4
shift 4
exec 3<&0
mkdir -p "$dir" || exit 1
if [ -n "$template" ]; then
  rm -rf "$dir/data.new"
  if ! { cp -R "$template" "$dir/data.new" && mv "$dir/data.new" "$dir/data"; }; then
    if [ "$end" = remove ]; then rm -rf "$dir"; else rm -rf "$dir/data.new"; fi
    exit 1
  fi
fi
"$@" </dev/null >&2 3<&- &
server=$!
trap 'interrupted=yes; kill -"$signal" $server' TERM INT HUP
( read _ <&3; kill -"$signal" $server ) &
reader=$!
exec 3<&-
echo $server
exec >&- 2>/dev/null
interrupted=yes
while [ "$interrupted" = yes ]; do interrupted=no; wait $server; code=$?; done
kill $reader 2>/dev/null
if [ "$end" = remove ] && [ ! -e "$dir/keep" ]; then
  rm -rf "$dir" 2>/dev/null || { sleep 0.2; rm -rf "$dir"; }
fi
exit $code
`;

/** `KILL` is for servers whose data nobody needs any more. */
export type StopSignal = "INT" | "QUIT" | "TERM" | "KILL";

export interface WatchedServer {
  readonly dir: string;
  /** The data directory to copy to `<dir>/data` first. */
  readonly template: string | undefined;
  readonly atEnd: "remove" | "keep";
  readonly stopSignal: StopSignal;
  readonly command: readonly string[];
  readonly user: RunAs | undefined;
}

/**
 * Starts a server under the watchdog. Closing the stdin of the returned process stops the server; the process
 * exits when the server has ended and its folder is gone. Its first line on stdout is the server's process id.
 */
export function spawnWatched(server: WatchedServer): ChildProcess {
  const { dir, template, atEnd, stopSignal, command, user } = server;
  return spawn("/bin/sh", ["-c", script, "sh", dir, template ?? "", atEnd, stopSignal, ...command], {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
    stdio: ["pipe", "pipe", "pipe"],
    // Its own process group: Ctrl-C in the terminal is for us alone, and we stop it in our order.
    detached: true,
    ...user,
  });
}
