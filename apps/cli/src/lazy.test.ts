import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

test("atlas version loads neither templates nor workflows nor dialects", () => {
  const folder = mkdtempSync(join(tmpdir(), "atlas-lazy-"));
  try {
    // Node writes down every module that was run.
    const env = { ...process.env, NODE_V8_COVERAGE: folder };
    execFileSync(process.execPath, [join(import.meta.dirname, "main.ts"), "version"], { env });
    const loaded = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("");
    assert.match(loaded, /apps\/cli\/src\/commands\/schema-inspect\.ts/);
    const parts = ["template", "workflows", "engine", "dialect-postgres", "dialect-sqlite"];
    assert.deepEqual(
      parts.filter((part) => loaded.includes(`/packages/${part}/src/`)),
      [],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
