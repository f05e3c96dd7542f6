import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";

import { startMysql } from "./server.ts";
import { dataTemplate } from "./template.ts";
import { testBuilds } from "./test-builds.ts";

let cacheDir = "";

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "atlas-test-"));
  await chmod(cacheDir, 0o755);
});

afterEach(() => rm(cacheDir, { recursive: true, force: true }));

for (const [label, build] of testBuilds())
  describe(`a data directory to copy from: ${label}`, () => {
    it("is made once, however many want it, and anew when it lost files", async () => {
      const half = join(
        cacheDir,
        "templates",
        `${build.flavour}-${build.text}-${process.platform}-${process.arch}-v2`,
      );
      await mkdir(join(half, "data", "mysql"), { recursive: true });
      const [template = "", ...others] = await Promise.all(
        [1, 2, 3].map(() => dataTemplate(build, cacheDir)),
      );
      assert.deepEqual(others, [template, template]);
      assert.equal((await readdir(join(cacheDir, "templates"))).length, 2, "the template and its lock");
      await rm(join(template, "ibdata1"));
      await using server = await startMysql({ build, cacheDir });
      assert.ok(server.isRunning);
    });

    it("is not waited for once the work is cancelled", async () => {
      await assert.rejects(dataTemplate(build, cacheDir, AbortSignal.abort()), { code: "E_CANCELLED" });
      const cancel = new AbortController();
      const making = dataTemplate(build, cacheDir, cancel.signal);
      setTimeout(() => cancel.abort(), 100);
      await assert.rejects(making, { code: "E_CANCELLED" });
    });
  });
