import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { errorCodes } from "../packages/core/src/errors.ts";

test("every error code has one row in docs/errors.md, and no row is left over", () => {
  const rows = [...readFileSync("docs/errors.md", "utf8").matchAll(/^\| `([A-Z_]+)` \|/gm)].map(
    (match) => match[1],
  );
  assert.deepEqual(new Set(rows), new Set(Object.keys(errorCodes)));
  assert.equal(rows.length, Object.keys(errorCodes).length);
});

test("every relative link in the documentation leads somewhere", () => {
  const broken = globSync(["*.md", "docs/**/*.md"]).flatMap((file) => {
    const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/") + 1) : "";
    return [...readFileSync(file, "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => folder + (match[1] ?? ""))
      .filter((target) => globSync(target.replace(/\/$/, "")).length === 0)
      .map((target) => `${file} → ${target}`);
  });
  assert.deepEqual(broken, []);
});

test("every link to a heading in the documentation finds one", () => {
  const broken = globSync(["*.md", "docs/**/*.md"]).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)/g)]
      .filter(([, target = "", anchor = ""]) => {
        const path = target === "" ? file : join(dirname(file), target);
        return path.endsWith(".md") && !headingsOf(path).has(anchor);
      })
      .map(([, target, anchor]) => `${file} → ${target}#${anchor}`),
  );
  assert.deepEqual(broken, []);
});

/** The anchors of a page's headings, as code hosts make them. */
function headingsOf(path: string): ReadonlySet<string> {
  const headings = readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}
