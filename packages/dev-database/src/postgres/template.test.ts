import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";

import { findBinaries } from "./binaries.ts";
import { startPostgres } from "./server.ts";
import { dataTemplate } from "./template.ts";

let cacheDir = "";

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "atlas-test-"));
  await chmod(cacheDir, 0o755);
});

afterEach(() => rm(cacheDir, { recursive: true, force: true }));

describe("a data directory to copy from", () => {
  it("is made once, however many want it", async () => {
    const binaries = await findBinaries(18, cacheDir);
    const all = await Promise.all(Array.from({ length: 3 }, () => dataTemplate(binaries, cacheDir)));
    assert.equal(new Set(all).size, 1);
    const entries = await readdir(join(cacheDir, "templates"));
    assert.deepEqual(
      entries.filter((entry) => !entry.endsWith(".lock")),
      [`postgres-${binaries.build}-v3`],
    );
  });

  it("is made anew when another process died while it made it", async () => {
    const binaries = await findBinaries(18, cacheDir);
    const halfMade = join(cacheDir, "templates", `postgres-${binaries.build}-v3`);
    await mkdir(join(halfMade, "data"), { recursive: true });
    await writeFile(join(halfMade, "data", "PG_VERSION"), "18\n");
    await mkdir(join(cacheDir, "templates", `.postgres-${binaries.build}-v3-dead`));
    await using server = await startPostgres({ major: 18, cacheDir });
    assert.ok(server.isRunning);
    assert.equal((await readdir(join(cacheDir, "templates"))).length, 2, "the template and its lock");
  });

  it("is made anew when it lost files since", async () => {
    const template = await dataTemplate(await findBinaries(18, cacheDir), cacheDir);
    await rm(join(template, "global"), { recursive: true });
    await using disposable = await startPostgres({ major: 18, cacheDir });
    assert.ok(disposable.isRunning);
  });

  it("is made anew for a lasting server, too", async () => {
    const template = await dataTemplate(await findBinaries(18, cacheDir), cacheDir);
    await rm(join(template, "global"), { recursive: true });
    await using lasting = await startPostgres({ major: 18, cacheDir, dataDir: join(cacheDir, "lasting") });
    assert.ok(lasting.isRunning);
  });

  it("is not waited for once the work is cancelled", async () => {
    const signal = AbortSignal.abort();
    const binaries = await findBinaries(18, cacheDir);
    await assert.rejects(dataTemplate(binaries, cacheDir, signal), { code: "E_CANCELLED" });
  });
});
