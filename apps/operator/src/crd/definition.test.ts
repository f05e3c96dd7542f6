import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { atlasMigrationSpec } from "./atlas-migration.ts";
import { atlasSchemaSpec } from "./atlas-schema.ts";
import { customResourceDefinitions } from "./definition.ts";
import { crdFiles } from "./files.ts";

/** What `kubectl apply` can put into its annotation. */
const maxAppliedBytes = 256 * 1024;

describe("the committed CustomResourceDefinitions", () => {
  for (const [name, content] of crdFiles()) {
    it(`${name} is what the types say (else: npm run generate)`, async () => {
      const committed = await readFile(join(import.meta.dirname, "../../../../deploy/crds", name), "utf8");
      assert.equal(committed, content);
    });

    it(`${name} can be applied by plain kubectl`, () => {
      assert.ok(Buffer.byteLength(content) < maxAppliedBytes);
    });
  }

  it("describe every object either by its fields or as open, as structural schemas must", () => {
    for (const definition of customResourceDefinitions().values()) visit(definition);

    function visit(value: unknown): void {
      if (typeof value !== "object" || value === null) return;
      for (const forbidden of ["$ref", "anyOf", "const", "definitions", "patternProperties"]) {
        assert.ok(!Object.hasOwn(value, forbidden), `${forbidden} in ${JSON.stringify(value).slice(0, 200)}`);
      }
      Object.values(value).forEach(visit);
    }
  });
});

describe("atlasSchemaSpec", () => {
  it("fills in the defaults", () => {
    assert.deepEqual(atlasSchemaSpec.parse({}), { backoffLimit: 20, txMode: "file" });
  });

  it("keeps all of a pod template, which must have containers", () => {
    const spec = { containers: [{ name: "postgres", image: "postgres:16" }], nodeName: "n" };
    assert.deepEqual(atlasSchemaSpec.parse({ devDB: { spec } }).devDB, { spec });
    assert.equal(atlasSchemaSpec.safeParse({ devDB: { spec: {} } }).success, false);
  });

  it("takes only registry URLs as schema.url", () => {
    assert.equal(atlasSchemaSpec.safeParse({ schema: { url: "atlas://app" } }).success, true);
    assert.equal(atlasSchemaSpec.safeParse({ schema: { url: "https://app" } }).success, false);
  });
});

describe("atlasMigrationSpec", () => {
  it("requires the directory", () => {
    assert.equal(atlasMigrationSpec.safeParse({}).success, false);
    assert.equal(atlasMigrationSpec.parse({ dir: {} }).execOrder, "linear");
  });
});
