import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { createDevDatabases, type DevDatabases } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { postgres } from "@atlas/dialect-postgres";
import { sqlite } from "@atlas/dialect-sqlite";
import { analyzers, effects, noAnalysisSettings, ownershipAnalyzer } from "@atlas/lint";
import { directoryOf } from "@atlas/migrate";
import { lintDirectory } from "@atlas/workflows";
import { mysqlServers } from "../databases.ts";
import { readPages, type Sample, type SampleServer, sampleServers } from "./pages.ts";

const pages = readPages();
const headings = ["Why it matters", "Effect", "Samples", "Fix"];

const ownership = ownershipAnalyzer({ default: "DENY", rules: [] }, undefined);
const codes = new Set([...analyzers, ownership].flatMap((analyzer) => analyzer.codes));

describe("the pages about findings", () => {
  it("are there for every code of every analyzer, and for nothing else", () => {
    assert.deepEqual(
      pages.map(({ code }) => code),
      [...codes].toSorted(),
    );
  });

  it("tell the effect that reports tell, too", () => {
    assert.deepEqual(
      [...codes].filter((code) => !effects[code]),
      [],
    );
  });

  for (const { code, text, samples } of pages)
    it(`${code} has the form of a page, a sample that fails and one that passes`, () => {
      assert.match(text, new RegExp(`^# ${code}: \\S`));
      const found = [...text.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
      assert.deepEqual(found, headings);
      assert.ok(samples.some(({ isFound }) => isFound) && samples.some(({ isFound }) => !isFound));
    });
});

describe("the samples about findings", () => {
  let devDatabases: DevDatabases | undefined;
  after(() => devDatabases?.[Symbol.asyncDispose]());

  for (const server of sampleServers) {
    const own = pages.flatMap(({ code, samples }) =>
      samples.filter(({ servers }) => servers.includes(server)).map((sample) => ({ code, sample })),
    );
    if (own.length === 0) continue;
    const devUrl = devUrlOf(server);
    describe(`on ${server}`, { skip: devUrl === undefined && `there is no server of ${server}` }, () => {
      for (const { code, sample } of own)
        it(`${code}, line ${sample.line}: ${sample.isFound ? "found" : "not found"}`, async () => {
          devDatabases ??= createDevDatabases();
          const codesFound = await codesOf(sample, server, devUrl ?? "", devDatabases);
          assert.equal(codesFound.includes(code), sample.isFound, `found: ${codesFound.join(", ")}`);
        });
    });
  }
});

function devUrlOf(server: SampleServer): string | undefined {
  if (server === "sqlite") return "sqlite://dev?mode=memory";
  if (server === "postgres") return "docker://postgres/16/dev";
  const [wanted, series] = server.split("-");
  const found = mysqlServers().findLast(
    ({ flavour, build }) =>
      flavour === wanted && (series === undefined || build.version.startsWith(`${series}.`)),
  );
  return found && `docker://${wanted}/${found.build.version}/dev`;
}

/** The codes that lint reports of the new file. */
async function codesOf(
  sample: Sample,
  server: SampleServer,
  devUrl: string,
  devDatabases: DevDatabases,
): Promise<readonly string[]> {
  const base = sample.base[server];
  const files = [
    ...(base === undefined ? [] : [{ name: "1.sql", text: base }]),
    { name: "2.sql", text: sample.text },
  ];
  if (sample.settings !== "") return codesBySettings(files, sample.settings, devUrl);
  const { sum: _none, ...directory } = directoryOf("migrations", "atlas", files);
  const { report } = await lintDirectory(
    {
      directory: { ...directory, sum: undefined },
      devUrl: new Secret(devUrl),
      detector: { type: "latest", count: 1 },
      settings: noAnalysisSettings,
    },
    { dialects: [postgres, mysql, sqlite], devDatabases, cacheDir: undefined },
    { signal: AbortSignal.timeout(120_000) },
  );
  const failure = report.files.find(({ startedAt }) => startedAt === undefined);
  assert.equal(failure?.error, undefined);
  return report.files.flatMap(({ reports }) =>
    reports.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)),
  );
}

/** The same through the command line, which reads settings. */
async function codesBySettings(
  files: readonly { readonly name: string; readonly text: string }[],
  settings: string,
  devUrl: string,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "atlas-lint-"));
  try {
    await mkdir(join(folder, "migrations"));
    for (const { name, text } of files) await writeFile(join(folder, "migrations", name), text);
    await writeFile(join(folder, "atlas.hcl"), `lint {\n${settings}}\n`);
    const format =
      "{{ range .Files }}{{ range .Reports }}{{ range .Diagnostics }}{{ .Code }} {{ end }}{{ end }}{{ .Error }}{{ end }}";
    const flags = ["-c", "file://atlas.hcl", "--latest", "1", "--dev-url", devUrl, "--format", format];
    const env = { ...process.env, ATLAS_ACTOR: "octo", ATLAS_ACTOR_TEAMS: "" };
    const atlas = join(import.meta.dirname, "../../../../bin/atlas");
    const stdout = await new Promise<string>((resolve, reject) => {
      execFile(atlas, ["migrate", "lint", ...flags], { cwd: folder, env }, (_error, out, err) =>
        err === "" ? resolve(out) : reject(new Error(err)),
      );
    });
    return stdout.trim().split(" ");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
