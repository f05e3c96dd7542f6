import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { contentStore } from "./content-store.ts";

describe("texts by their digests", () => {
  it("are not there where the file was put down under another digest", async () => {
    await using folder = await temporary();
    const store = contentStore(folder.path);
    await store.put("a", "text");
    await writeFile(join(folder.path, "b.json"), "x\ntext");
    assert.equal(await store.get("a"), "text");
    assert.equal(await store.get("b"), undefined);
    assert.equal(await store.get("c"), undefined);
  });

  it("go when there are many, those first that were not used for long", async () => {
    await using folder = await temporary();
    const store = contentStore(folder.path);
    await store.put("used", "text");
    const old = new Date(2000, 1, 1);
    for (let number = 0; number < 300; number++) {
      const path = join(folder.path, `${number}.json`);
      await writeFile(path, "");
      await utimes(path, old, old);
    }
    await store.put("new", "text");
    assert.equal((await readdir(folder.path)).length, 200);
    assert.equal(await store.get("used"), "text");
    assert.equal(await store.get("new"), "text");
  });
});

async function temporary(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "atlas-store-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
