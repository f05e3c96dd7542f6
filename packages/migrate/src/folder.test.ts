import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import { readDirectory, rehash, renameFiles, writeFiles } from "./folder.ts";
import { directoryOf, filesUpTo, newVersion, parseFile } from "./read.ts";
import { assertChecksum } from "./sum.ts";
import { genericScan } from "./formats/format.ts";

let root = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "atlas-migrate-"));
});
after(() => rm(root, { recursive: true }));

async function folder(name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const path = join(root, name);
  for (const [file, content] of Object.entries(files)) {
    await mkdir(join(path, file, ".."), { recursive: true });
    await writeFile(join(path, file), content);
  }
  return path;
}

async function refused(work: () => unknown): Promise<AtlasError> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof AtlasError, String(error));
    return error;
  }
  return assert.fail("it was accepted");
}

describe("reading a folder", () => {
  it("takes the files right in it, links to files too, and nothing else", async () => {
    const path = await folder("plain", {
      "2.sql": "b",
      "1.sql": "a",
      "x.md": "",
      "sub/3.sql": "",
      "sub.sql/y": "",
    });
    await symlink(join(path, "1.sql"), join(path, "4.sql"));
    await symlink(join(path, "sub"), join(path, "5.sql"));
    await symlink(join(path, "nowhere"), join(path, "6.sql"));
    const { files, sum, format } = await readDirectory(`file://${path}`);
    assert.deepEqual(
      files.map(({ name, text }) => [name, text]),
      [
        ["1.sql", "a"],
        ["2.sql", "b"],
        ["4.sql", "a"],
      ],
    );
    assert.deepEqual([sum, format], [undefined, "atlas"]);
  });

  it("takes the format of the URL before the other, and knows where a state ends", async () => {
    const path = await folder("goose", { "1.sql": "", "2.sql": "" });
    const directory = await readDirectory(`file://${path}?format=goose&version=1`, { format: "flyway" });
    assert.deepEqual([directory.format, directory.version, directory.files.length], ["goose", "1", 2]);
    assert.deepEqual(
      filesUpTo(directory, "1").map(({ name }) => name),
      ["1.sql"],
    );
    const error = await refused(() => filesUpTo(directory, "3"));
    assert.equal(error.message, 'sql/migrate: migration with version "3" not found');
  });

  it("does not look at links that go round in circles", async () => {
    const path = await folder("circle", { "V1__a.sql": "", "sub/V2__b.sql": "" });
    await symlink(path, join(path, "sub", "again"));
    assert.equal((await readDirectory(`file://${path}?format=flyway`)).files.length, 2);
  });

  it("says what is not there, no folder, or not understood", async () => {
    const path = await folder("file", { "1.sql": "" });
    for (const [url, message] of [
      [`file://${root}/gone`, `stat ${root}/gone: no such file or directory`],
      [`file://${path}/1.sql`, `sql/migrate: "${path}/1.sql" is not a dir`],
      [`file://${path}?format=x`, 'unknown format "x"'],
      [`file://${path}?formt=x`, 'unknown parameter "formt" in the dir url'],
      ["migrations", 'missing scheme for dir url. Did you mean "file://migrations"?'],
      ["s3://x", 'unsupported driver "s3"'],
      ["atlas://x", "directories of a registry are not supported by this version"],
    ] as const) {
      const error = await refused(() => readDirectory(url));
      assert.deepEqual([error.code, error.message], ["E_DIRECTORY", message]);
    }
  });

  it("opens ten thousand files and fifty megabytes", async () => {
    const files = Array.from({ length: 10_000 }, (_, at): [string, string] => [
      `${20_000_000 + at}_a.sql`,
      "INSERT INTO t VALUES (1, 'some text of no meaning');\n".repeat(96),
    ]);
    const path = await folder("many", Object.fromEntries(files));
    await rehash({ path, format: "atlas" });
    const directory = await readDirectory(`file://${path}`);
    assertChecksum(directory);
    assert.equal(directory.files.length, 10_000);
  });
});

describe("a file in a wrong encoding", () => {
  const told = async (bytes: Uint8Array): Promise<readonly unknown[]> => {
    const path = await folder("encoding", { "1.sql": bytes });
    const [file] = (await readDirectory(`file://${path}`)).files;
    assert.ok(file);
    const { code, message, place } = await refused(() => parseFile("atlas", file, genericScan));
    return [code, message, place];
  };

  it("is named with its place", async () => {
    assert.deepEqual(await told(Buffer.from("A;\n-- é: caf\xe9;\n", "latin1")), [
      "E_SOURCE",
      '"1.sql" is not UTF-8 text: byte 0xe9 in line 2',
      { file: "1.sql", line: 2, column: 4 },
    ]);
    assert.deepEqual(await told(Buffer.from([...Buffer.from("é 😀"), 0xf0, 0x9f])), [
      "E_SOURCE",
      '"1.sql" is not UTF-8 text: byte 0xf0 in line 1',
      { file: "1.sql", line: 1, column: 4 },
    ]);
  });

  it("is told to be UTF-16, with or without its mark", async () => {
    const message = '"1.sql" is not UTF-8 text: it is UTF-16';
    for (const bytes of [
      Buffer.from("\uFEFFA;", "utf16le"),
      Buffer.from("SELECT 1;", "utf16le"),
      Buffer.from("\0A\0;"),
    ])
      assert.deepEqual(await told(bytes), ["E_SOURCE", message, { file: "1.sql", line: 1, column: 1 }]);
  });
});

describe("a folder of another tool that is read as ours", () => {
  it("is refused where what takes files back would run, too", async () => {
    const cases = [
      [["1.down.sql", "1.up.sql"], "golang-migrate", "1.down.sql"],
      [["U1__a.sql", "V1__a.sql"], "flyway", "U1__a.sql"],
      [["U1.2__other.sql", "V1_2__a.sql"], "flyway", "U1.2__other.sql"],
    ] as const;
    for (const [names, tool, name] of cases) {
      const path = await folder(`of-${names[0]}`, Object.fromEntries(names.map((each) => [each, "A;"])));
      const error = await refused(() => readDirectory(`file://${path}`));
      assert.equal(
        error.message,
        `"${name}" is written for ${tool}: it would run, although it takes another file back`,
      );
      await readDirectory(`file://${path}?format=${tool}`);
    }
    const single = await folder("of-none", { "1.up.sql": "A;", "2_x.down.sql": "B;", "V1__a.sql": "C;" });
    assert.equal((await readDirectory(`file://${single}`)).files.length, 3);
  });
});

describe("writing", () => {
  it("makes the folder, adds files and keeps atlas.sum in step", async () => {
    const path = join(root, "new/below");
    const written = await writeFiles(directoryOf(path, "atlas", []), [{ name: "1.sql", text: "A;" }]);
    assertChecksum(written);
    assertChecksum(await readDirectory(`file://${path}`));
    await renameFiles(written, [{ from: "1.sql", to: "2.sql" }]);
    assert.deepEqual((await readdir(path)).toSorted(), ["2.sql", "atlas.sum"]);
  });

  it("never overwrites, and never leaves the folder", async () => {
    const path = await folder("kept", { "1.sql": "A;", "2.sql": "B;" });
    const directory = await readDirectory(`file://${path}`);
    const files = [
      { name: "3.sql", text: "" },
      { name: "1.sql", text: "" },
    ];
    assert.match((await refused(() => writeFiles(directory, files))).message, /already exists$/);
    assert.match(
      (await refused(() => renameFiles(directory, [{ from: "1.sql", to: "2.sql" }]))).message,
      /already exists$/,
    );
    for (const name of ["../x.sql", "/x.sql", "a\\b.sql", ".x.sql", "", "a\nb.sql"])
      assert.equal((await refused(() => writeFiles(directory, [{ name, text: "" }]))).code, "E_DIRECTORY");
    assert.deepEqual((await readdir(path)).toSorted(), ["1.sql", "2.sql"]);
    assert.equal(await readFile(join(path, "1.sql"), "utf8"), "A;");
  });
});

describe("writing at the same time", () => {
  it("is refused for who has not seen what the other has written", async () => {
    const path = await folder("stale", { "1.sql": "A;" });
    const directory = await rehash({ path, format: "atlas" });
    await writeFiles(directory, [{ name: "2_a.sql", text: "B;" }]);
    const error = await refused(() => writeFiles(directory, [{ name: "3_b.sql", text: "B;" }]));
    assert.equal(error.message, `"${path}" has changed meanwhile: "2_a.sql" was added`);
    assert.deepEqual((await readdir(path)).toSorted(), ["1.sql", "2_a.sql", "atlas.sum"]);
    assertChecksum(await readDirectory(`file://${path}`));
  });

  it("leaves one file at most, and atlas.sum in step", async () => {
    for (let round = 0; round < 20; round++) {
      const path = await folder(`both${round}`, { "1.sql": "A;" });
      const directory = await rehash({ path, format: "atlas" });
      const tries = ["2_a.sql", "2_b.sql", "2_c.sql"].map((name) =>
        writeFiles(directory, [{ name, text: "B;" }]),
      );
      const settled = await Promise.allSettled(tries);
      const written = settled.filter(({ status }) => status === "fulfilled").length;
      const read = await readDirectory(`file://${path}`);
      assert.ok(written <= 1);
      assert.equal(read.files.length, 1 + written);
      assertChecksum(read);
    }
  });

  it("is refused for a name that atlas.sum cannot hold", async () => {
    for (const name of [" 1.sql", "1\n.sql", "1 h1:x.sql"]) {
      const path = await folder(`bad${name.length}`, { [name]: "A;" });
      const error = await refused(() => rehash({ path, format: "atlas" }));
      assert.equal(error.code, "E_DIRECTORY");
      assert.match(error.message, /cannot be listed in atlas\.sum$/);
    }
  });
});

describe("a new version", () => {
  const now = new Date("2024-01-31T23:59:59.700Z");
  const versionFor = (...versions: readonly string[]): string =>
    newVersion({ files: versions.map((version) => ({ version })) }, now);

  it("is the time in UTC, and the next second that is free", () => {
    assert.equal(versionFor(), "20240131235959");
    assert.equal(versionFor("1", "20240131235959", "20240201000000.up"), "20240201000001");
    assert.equal(versionFor("20231231000000"), "20240131235959");
    assert.equal(versionFor("20990101000000"), "20990101000001");
    assert.equal(versionFor("99999999999998"), "99999999999999");
  });

  it("is the next number behind one that a time sorts before", () => {
    assert.equal(versionFor("2", "3"), "4");
    assert.equal(versionFor("07", "3R"), "4");
    assert.equal(versionFor("0099"), "20240131235959");
  });

  it("is the next number where the name of a file sorts behind a time, although its version does not", () => {
    const behind = (name: string, version: string): string => newVersion({ files: [{ name, version }] }, now);
    assert.equal(behind("2_users.sql", "2"), "3");
    assert.equal(behind("20240131_users.sql", "20240131"), "20240132");
    assert.equal(behind("2_users.up.sql", "2"), "3");
    assert.equal(behind("2.sql", "2"), "20240131235959");
    assert.equal(behind("V2__users.sql", "2"), "20240131235959");
  });

  it("is none behind a number that nothing sorts behind", async () => {
    for (const last of ["9", "z", "99999999999999"])
      assert.match(
        (await refused(() => versionFor("1", last))).message,
        RegExp(`no time and no number sorts behind version "${last}"`),
      );
  });
});
