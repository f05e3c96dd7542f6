import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import { resolveSources } from "./sources.ts";

describe("sources", () => {
  let folder = "";
  const write = (name: string, content: string | Buffer): Promise<void> =>
    writeFile(join(folder, name), content);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atlas-sources-"));
    for (const sub of [
      "schema",
      "mixed",
      "empty",
      "migrations",
      "sums",
      "hcl",
      "tests",
      "parts",
      "parts/tables",
    ])
      await mkdir(join(folder, sub));
    await write("one.sql", "CREATE TABLE t (a int);");
    await write("other.sql", "");
    await write("one.hcl", "");
    await write("notes.txt", "");
    for (const name of ["a.hcl", "b.pg.hcl", "c.test.hcl", "d.plan.hcl", "atlas.hcl"])
      await write(`hcl/${name}`, name);
    await write("tests/c.test.hcl", "");
    await write("parts/main.sql", "-- atlas:import tables/b.sql\n-- atlas:import ./tables\n\nmain");
    await write("parts/unused.sql", "unused");
    await write("parts/tables/a.sql", "a");
    await write("parts/tables/b.sql", "-- a table\n-- atlas:import c.sql\n\nb");
    await write("parts/tables/c.sql", "c");
    await write("circle.sql", "-- atlas:import schema/../circle.sql\n\n");
    await write("lost.sql", "\uFEFF-- atlas:import nowhere.sql\n\n");
    await write("latin1.sql", Buffer.from([0x2d, 0x2d, 0x20, 0xe9]));
    await write("schema/b.sql", "b");
    await write("schema/a.sql", "a");
    await write("schema/readme.md", "");
    await write("mixed/a.sql", "");
    await write("mixed/a.hcl", "");
    await write("migrations/1.sql", "");
    await write("sums/1.sql", "");
    await write("sums/atlas.sum", "");
  });
  after(() => rm(folder, { recursive: true }));

  it("reads a file", async () => {
    const path = join(folder, "one.sql");
    assert.deepEqual(await resolveSources([`file://${path}`], "to"), [
      { type: "text", name: path, text: "CREATE TABLE t (a int);" },
    ]);
  });

  it("reads the SQL files of a folder by name", async () => {
    const sources = await resolveSources([`file://${join(folder, "schema")}`], "to");
    assert.deepEqual(
      sources.map((source) => source.type === "text" && source.text),
      ["a", "b"],
    );
  });

  it("reads the HCL files of a folder without those of other commands, and each file once", async () => {
    const sources = await resolveSources(
      [`file://${join(folder, "hcl")}`, `file://${join(folder, "one.hcl")}`, `file://${folder}/hcl/a.hcl`],
      "to",
    );
    assert.deepEqual(
      sources.map((source) => source.type === "text" && [source.language, source.name.slice(folder.length)]),
      [
        ["hcl", "/hcl/a.hcl"],
        ["hcl", "/hcl/b.pg.hcl"],
        ["hcl", "/one.hcl"],
      ],
    );
  });

  it("reads what SQL files import before them, each once, and a folder through its main.sql", async () => {
    const sources = await resolveSources([`file://${join(folder, "parts")}`], "to");
    assert.deepEqual(
      sources.map((source) => source.type === "text" && source.text.split("\n").at(-1)),
      ["c", "b", "a", "main"],
    );
  });

  it("refuses imports in a circle and of what is not there, at their place", async () => {
    for (const [name, message] of [
      ["circle.sql", /^files import each other in a circle: /],
      ["lost.sql", /^cannot read ".*nowhere.sql": no such file$/],
    ] as const)
      await assert.rejects(resolveSources([`file://${join(folder, name)}`], "to"), (error) => {
        assert.ok(error instanceof AtlasError);
        assert.match(error.message, message);
        assert.deepEqual(error.place, { file: join(folder, name), line: 1, column: 1 });
        return true;
      });
  });

  it("keeps a database URL as a secret", async () => {
    const [source] = await resolveSources(["postgres://u:marked-password@h/d"], "to");
    assert.equal(JSON.stringify(source), '{"type":"url","url":"***"}');
  });

  const refusals: readonly (readonly [urls: readonly string[], code: string, message: string])[] = [
    [[], "E_SOURCE", "at least one url is required"],
    [["@/one.sql"], "E_URL", "missing scheme. Did you mean file://@/one.sql?"],
    [["@/schema"], "E_URL", "missing scheme. Did you mean file://@/schema?"],
    [["localhost"], "E_URL", "missing scheme. See: https://atlasgo.io/url"],
    [
      ["file://@/one.sql", "mysql://h"],
      "E_SOURCE",
      'got mixed --to url schemes: "file" and "mysql", the desired state must be provided from a single kind of source',
    ],
    [
      ["mysql://h", "mysql://i"],
      "E_SOURCE",
      `got multiple --to urls of scheme "mysql", only multiple 'file://' urls are supported`,
    ],
    [
      ["file://@/one.sql", "file://@/other.sql"],
      "E_SOURCE",
      "the provided SQL state must be either a single schema file or a migration directory, but 2 paths were found",
    ],
    [["file://@/mixed"], "E_SOURCE", 'ambiguous schema: both SQL and HCL files found: "a.hcl", "a.sql"'],
    [["file://@/empty"], "E_SOURCE", '"@/empty" contains neither SQL nor HCL files'],
    [["file://@/notes.txt"], "E_SOURCE", 'unknown schema file: "@/notes.txt"'],
    [["file://@/missing.sql"], "E_SOURCE", 'cannot read "@/missing.sql": no such file'],
    [["file://@/missing"], "E_SOURCE", 'cannot read "@/missing": no such file'],
    [["file://@/one.hcl", "file://@/missing"], "E_SOURCE", 'cannot read "@/missing": no such file'],
    [["file://@/one.hcl", "file://@/notes.txt"], "E_SOURCE", 'unknown schema file: "@/notes.txt"'],
    [["file://@/one.hcl", "file://@/empty"], "E_SOURCE", '"@/empty" contains neither SQL nor HCL files'],
    [["file://@/latin1.sql"], "E_SOURCE", '"@/latin1.sql" is not UTF-8 text'],
    [["file://@/one.sql?x=1"], "E_URL", 'unknown parameter "x" in "file://@/one.sql"'],
    [["file://@/atlas.hcl"], "E_SOURCE", 'cannot parse project file "@/atlas.hcl" as a schema file'],
    [["file://@/tests"], "E_SOURCE", "no schema files found in: [@/tests]"],
    [
      ["file://@/one.hcl", "file://@/one.sql"],
      "E_SOURCE",
      'ambiguous schema: both SQL and HCL files found: "one.hcl", "one.sql"',
    ],
    [["file://@/empty", "file://@/notes.txt"], "E_SOURCE", "schema contains neither SQL nor HCL files"],
    [["file://@/migrations"], "E_CHECKSUM", "checksum file not found"],
    [["file://@/sums"], "E_CHECKSUM", "checksum mismatch"],
    [["file://@/schema?format=sqitch"], "E_DIRECTORY", 'unknown format "sqitch"'],
    [
      ["file://@/sums", "file://@/schema"],
      "E_SOURCE",
      "the provided SQL state must be either a single schema file or a migration directory, but 2 paths were found",
    ],
    [["env://src"], "E_SOURCE", '"env://" sources are not supported by this version'],
  ];
  for (const [urls, code, message] of refusals)
    it(`refuses ${urls.join(" and ") || "nothing"}`, async () => {
      const here = (text: string): string => text.replaceAll("@", folder);
      await assert.rejects(
        resolveSources(urls.map(here), "to"),
        (error) => error instanceof AtlasError && error.code === code && error.message === here(message),
      );
    });
});
