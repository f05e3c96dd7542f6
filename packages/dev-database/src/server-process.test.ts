import assert from "node:assert/strict";
import { chmod, mkdtemp, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";

import { scratchDir } from "./scratch-dir.ts";
import { ServerProcess } from "./server-process.ts";

/** Loses the first signal, as a server does that has not set itself up yet; the second ends it. */
const deafAtFirst = `
asked=0
trap 'asked=$((asked + 1)); [ $asked -lt 2 ] || exit 0' TERM
echo ready >&2
while :; do sleep 0.05; done
`;

describe("a server under its watchdog", () => {
  it("ends although the first signal was lost on it", { timeout: 30_000 }, async () => {
    const dir = scratchDir(process.env, "atlas-deaf", 1);
    const server = new ServerProcess({
      title: "a deaf server",
      dir,
      command: ["/bin/sh", "-c", deafAtFirst],
      readyLine: "ready",
      isKept: false,
      stopSignal: "TERM",
    });
    const template = await mkdtemp(join(tmpdir(), "atlas-no-data-"));
    await chmod(template, 0o755);
    await server.open(() => Promise.resolve(template));
    await rmdir(template);
    const { pid } = server;
    assert.equal(server.isRunning, true);
    await server[Symbol.asyncDispose]();
    assert.equal(server.isRunning, false);
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  });
});
