import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";

import { findBuilds, type ServerBuild } from "./builds.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "atlas-test-"));
  await chmod(folder, 0o755);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program that says a version, and writes down that it was asked. */
async function program(path: string, version: string): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  const script = `#!/bin/sh\necho asked >>"${folder}/asked"\necho "$0  Ver ${version} for Linux on x86_64"\n`;
  await writeFile(path, script, { mode: 0o755 });
  await writeFile(join(folder, "asked"), "", { mode: 0o666 });
  await chmod(join(folder, "asked"), 0o666);
}

function find(path: string): readonly ServerBuild[] {
  return findBuilds({
    env: { PATH: path, TMPDIR: folder },
    cacheDir: join(folder, "cache"),
    folders: [],
  }).filter((build) => build.path.startsWith(folder));
}

async function timesAsked(): Promise<number> {
  return (await readFile(join(folder, "asked"), "utf8")).split("asked").length - 1;
}

describe("a server of MySQL or MariaDB", () => {
  it("is found on PATH, with what it is", async () => {
    await program(join(folder, "opt", "bin", "mysqld"), "8.4.3");
    await program(join(folder, "opt", "bin", "mariadbd"), "11.4.2-MariaDB");
    assert.deepEqual(
      find(join(folder, "opt", "bin")).map(({ flavour, version }) => `${flavour} ${version}`),
      ["mariadb 11.4.2", "mysql 8.4.3"],
    );
  });

  it("is found unpacked in the cache, and told where its own files lie", async () => {
    const root = join(folder, "cache", "servers", "mysql-8.4.3-linux");
    await program(join(root, "bin", "mysqld"), "8.4.3");
    await mkdir(join(root, "share", "english"), { recursive: true });
    const [build] = find("");
    assert.deepEqual(build?.command, [join(root, "bin", "mysqld")]);
    assert.deepEqual(build.placeArguments, [`--basedir=${root}`, `--lc-messages-dir=${join(root, "share")}`]);
  });

  it("that brings its own loader runs through that", async () => {
    const root = join(folder, "cache", "servers", "debian");
    await program(join(root, "usr", "sbin", "mysqld"), "9.7.4");
    const loader = join(root, "usr", "lib64", "ld-linux-x86-64.so.2");
    await mkdir(join(loader, ".."), { recursive: true });
    await writeFile(loader, '#!/bin/sh\nshift 2\nexec "$@"\n', { mode: 0o755 });
    const libraries = join(root, "usr", "lib", "x86_64-linux-gnu");
    await mkdir(libraries, { recursive: true });
    const [build] = find("");
    assert.deepEqual(build?.command, [
      loader,
      "--library-path",
      libraries,
      join(root, "usr", "sbin", "mysqld"),
    ]);
  });

  it("that names its loader from the top of its tree runs through the one in there", async () => {
    const root = join(folder, "cache", "servers", "ubuntu");
    await program(join(root, "usr", "sbin", "mysqld"), "5.7.42");
    const libraries = join(root, "lib", "x86_64-linux-gnu");
    await mkdir(libraries, { recursive: true });
    await writeFile(join(libraries, "ld-2.27.so"), '#!/bin/sh\nshift 2\nexec "$@"\n', { mode: 0o755 });
    await mkdir(join(root, "lib64"));
    await symlink("/lib/x86_64-linux-gnu/ld-2.27.so", join(root, "lib64", "ld-linux-x86-64.so.2"));
    assert.equal(find("")[0]?.command[0], join(libraries, "ld-2.27.so"));
  });

  it("is asked for its version once, and again when its file changed", async () => {
    const path = join(folder, "opt", "bin", "mysqld");
    await mkdir(join(folder, "cache"));
    await program(path, "8.4.3");
    assert.equal(find(join(path, ".."))[0]?.version, "8.4.3");
    assert.equal(find(join(path, ".."))[0]?.version, "8.4.3");
    assert.equal(await timesAsked(), 1);
    await program(path, "8.4.30");
    assert.equal(find(join(path, ".."))[0]?.version, "8.4.30");
  });

  it("counts as absent when it does not run, or is of another make", async () => {
    const bin = join(folder, "opt", "bin");
    await program(join(bin, "mysqld"), "8.0.35-27 (Percona Server)");
    await writeFile(join(bin, "mariadbd"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    assert.deepEqual(find(bin), []);
  });
});
