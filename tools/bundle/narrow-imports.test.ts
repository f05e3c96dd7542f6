import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { narrowImports } from "./narrow-imports.ts";

describe("imports that bring a package of ours", () => {
  it("bring only what is taken apart at once", async () => {
    const text = await narrowed('const { b, a: c } = await import("@atlas/x");');
    assert.equal(text, String.raw`const { b, a: c } = await import("\u0000taken:a,b|/x.ts");`);
  });

  it("bring only the one member that is read", async () => {
    const text = await narrowed('run((await import("@atlas/x")).one);');
    assert.equal(text, String.raw`run((await import("\u0000taken:one|/x.ts")).one);`);
  });

  it("are told apart within Promise.all", async () => {
    const text = await narrowed(
      'const [{ a }, { b }] = await Promise.all([import("@atlas/x"), import("@atlas/y")]);',
    );
    assert.match(text, /taken:a\|\/x\.ts"\), import\("\\u0000taken:b\|\/y\.ts/);
  });

  it("stay as they are where all of the package may be used", async () => {
    const text = 'const all = await import("@atlas/x"); const { a, ...rest } = await import("@atlas/x");';
    assert.equal(await narrowed(text), text);
  });

  it("give on what was taken, from where it is", () => {
    assert.equal(narrowImports.load("\0taken:a,b|/x.ts"), 'export { a,b } from "/x.ts";');
  });
});

async function narrowed(code: string): Promise<string> {
  const resolve = (source: string) => Promise.resolve({ id: source.replace("@atlas", "") + ".ts" });
  return (await narrowImports.transform.handler.call({ resolve }, code, "/importer.ts")).code;
}
