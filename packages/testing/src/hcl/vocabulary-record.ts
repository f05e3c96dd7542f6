import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vocabularyOf } from "./vocabulary.ts";

const folder = join(import.meta.dirname, "../../../../tools/compatibility/evidence");

/** What tests of HCL showed to work, kept in a file from which the table of compatibility is made. */
export class VocabularyRecord {
  readonly #seen = new Set<string>();

  /** Takes note of a document that is known to do what it says. */
  add(text: string): void {
    for (const word of vocabularyOf(text)) this.#seen.add(word);
  }

  /**
   * Holds the file against what was seen; with `ATLAS_RECORD=1` writes it.
   *
   * @param name - `postgres-16` for `hcl-postgres-16.json`.
   * @throws {AssertionError} when the two differ.
   */
  check(name: string): void {
    const file = join(folder, `hcl-${name}.json`);
    const seen = [...this.#seen].toSorted();
    if (process.env["ATLAS_RECORD"] === "1") writeFileSync(file, `${JSON.stringify(seen, null, 2)}\n`);
    // A file of ours, of this shape.
    const recorded = JSON.parse(readFileSync(file, "utf8")) as readonly string[];
    const changed = [
      ...seen.filter((word) => !recorded.includes(word)).map((word) => `+ ${word}`),
      ...recorded.filter((word) => !this.#seen.has(word)).map((word) => `- ${word}`),
    ];
    assert.deepEqual(
      changed,
      [],
      "what HCL is shown to work with changed: run this test with ATLAS_RECORD=1, then `npm run generate`",
    );
  }
}
