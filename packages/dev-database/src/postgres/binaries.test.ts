import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";

import { findBinaries, installedMajors, usableDir } from "./binaries.ts";
import { serverUser } from "../unprivileged.ts";

let folder = "";
let source = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "atlas-test-"));
  await chmod(folder, 0o755);
  source = dirname((await findBinaries(installedMajors()[0] ?? 0, folder)).dir);
});

after(() => rm(folder, { recursive: true, force: true }));

/** Copies the package as npm leaves it when install scripts do not run: without its links. */
async function packageCopy(name: string, mode: number): Promise<string> {
  const root = join(folder, name, "package");
  await mkdir(root, { recursive: true });
  await cp(join(source, "native"), join(root, "native"), { recursive: true, verbatimSymlinks: true });
  const text = await readFile(join(root, "native", "pg-symlinks.json"), "utf8");
  // The shape the package is published with.
  for (const { target } of JSON.parse(text) as { target: string }[])
    await rm(join(root, target), { force: true });
  await chmod(join(folder, name), mode);
  return root;
}

async function versionOf(dir: string): Promise<string> {
  const { stdout } = await promisify(execFile)(join(dir, "bin", "postgres"), ["--version"], {
    cwd: "/",
    ...serverUser(),
  });
  return stdout;
}

describe("the programs of a native package", () => {
  it("run without any install script", async () => {
    const root = await packageCopy("no-links", 0o755);
    const dir = await usableDir(root, join(folder, "unused"));
    assert.equal(dir, join(root, "native"));
    assert.match(await versionOf(dir), /^postgres \(PostgreSQL\)/);
  });

  it(
    "are copied once when the server's user cannot reach them",
    { skip: serverUser() === undefined && "servers run as the user of the tests" },
    async () => {
      const root = await packageCopy("private", 0o700);
      const copy = join(folder, "cache", "copy");
      const dirs = await Promise.all([usableDir(root, copy), usableDir(root, copy)]);
      assert.deepEqual(dirs, [join(copy, "native"), join(copy, "native")]);
      assert.match(await versionOf(join(copy, "native")), /^postgres \(PostgreSQL\)/);
      const { mtimeMs } = await stat(copy);
      await usableDir(root, copy);
      assert.equal((await stat(copy)).mtimeMs, mtimeMs);
    },
  );

  it("are refused by name when that major is not installed", async () => {
    await assert.rejects(findBinaries(12, folder), {
      code: "E_DEV_UNAVAILABLE",
      message: /^there is no native PostgreSQL 12 for .*; installed majors: \d+(, \d+)*$/,
    });
  });
});
