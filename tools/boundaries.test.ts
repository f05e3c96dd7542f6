import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";

/** What each part may import of ours; dependencies point inwards. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  sql: ["core"],
  hcl: ["core"],
  template: ["core"],
  "dialect-mysql": ["core", "sql", "hcl"],
  "dialect-postgres": ["core", "sql", "hcl"],
  "dialect-sqlite": ["core", "sql", "hcl"],
  project: ["core", "hcl", "template"],
  "dev-database": ["core"],
  engine: ["core"],
  migrate: ["core", "sql"],
  lint: ["core", "sql", "hcl"],
  workflows: ["core", "sql", "engine", "dev-database", "migrate", "lint"],
  kube: ["core"],
  cli: [
    "core",
    "hcl",
    "lint",
    "migrate",
    "project",
    "workflows",
    "dev-database",
    "dialect-mysql",
    "dialect-postgres",
    "dialect-sqlite",
    "operator",
    "template",
  ],
  operator: [
    "core",
    "workflows",
    "dev-database",
    "dialect-mysql",
    "dialect-postgres",
    "dialect-sqlite",
    "kube",
  ],
};

/** Parts that do no I/O and have no clock, randomness or environment of their own. */
const pure = ["core", "sql", "hcl", "template", "lint"];

/** Words that a part must not know, because they belong to another. */
const unspeakable: Readonly<Record<string, RegExp>> = {
  engine: /["'`](?:postgres|sqlite|mysql)["'`]|kind === "/,
  kube: /AtlasSchema|AtlasMigration|atlasgo|CREATE TABLE/,
};

interface Source {
  readonly part: string;
  readonly file: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = globSync(["packages/*/src/**/*.ts", "apps/*/src/**/*.ts"])
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => {
    const text = readFileSync(file, "utf8");
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
    return { part: file.split("/")[1] ?? "", file, text, imports };
  });

test("every part imports only the parts further in", () => {
  const wrong = sources
    .filter((source) => source.part in allowed)
    .flatMap((source) =>
      source.imports
        .filter((name) => name.startsWith("@atlas/"))
        .filter((name) => !allowed[source.part]?.includes(name.slice("@atlas/".length)))
        .map((name) => `${source.file} imports ${name}`),
    );
  assert.deepEqual(wrong, []);
});

test("packages are entered by their entry alone", () => {
  const wrong = sources.flatMap((source) =>
    source.imports
      .filter((name) => /^@atlas\/[^/]+\//.test(name) || /^(?:\.\.\/)+(?:packages|apps)\//.test(name))
      .map((name) => `${source.file} imports ${name}`),
  );
  assert.deepEqual(wrong, []);
});

test("core, sql, hcl, template and lint touch neither the disk nor the clock nor the environment", () => {
  const wrong = sources
    .filter((source) => pure.includes(source.part))
    .filter(
      (source) =>
        source.imports.some((name) => name.startsWith("node:")) ||
        /\bprocess\.|Date\.now|new Date\(|Math\.random|console\./.test(source.text),
    )
    .map((source) => source.file);
  assert.deepEqual(wrong, []);
});

test("the engine names no dialect and no kind, and kube no resource of ours", () => {
  const wrong = sources
    .filter((source) => unspeakable[source.part]?.test(source.text))
    .map((source) => source.file);
  assert.deepEqual(wrong, []);
});

test("every package of ours is in the table", () => {
  const parts = new Set(sources.map((source) => source.part));
  parts.delete("testing");
  assert.deepEqual(
    [...parts].filter((part) => !(part in allowed)),
    [],
  );
});
