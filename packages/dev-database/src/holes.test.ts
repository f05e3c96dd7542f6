import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";

import { digHoles } from "./holes.ts";

const folder = mkdtempSync(join(tmpdir(), "atlas-holes-"));
after(() => rmSync(folder, { recursive: true }));

describe("files whose zeros are left out", () => {
  it("hold what they held, in less room", async () => {
    mkdirSync(join(folder, "data"));
    const mixed = Buffer.alloc(1_000_001);
    mixed.write("begin");
    mixed.write("middle", 500_000);
    const texts = { "data/mixed": mixed, "data/full": Buffer.alloc(10_000, "x"), empty: Buffer.alloc(0) };
    for (const [name, content] of Object.entries(texts)) writeFileSync(join(folder, name), content);
    await digHoles(folder);
    for (const [name, content] of Object.entries(texts))
      assert.ok(readFileSync(join(folder, name)).equals(content), name);
    // Counted in units of 512 bytes, whatever a block of the file system is.
    assert.ok(statSync(join(folder, "data/mixed")).blocks * 512 < 100_000);
  });
});
