import { createHash } from "node:crypto";
import { AtlasError, type Revision } from "@atlas/core";
import type { ParsedFile } from "./directory.ts";

/** `h1:…` of the first 1, 2, … statements of a file: a running SHA-256 over their texts. */
export function statementHashes(file: ParsedFile): readonly string[] {
  const hash = createHash("sha256");
  return file.statements.map(({ text }) => {
    hash.update(text);
    return `h1:${hash.copy().digest("base64")}`;
  });
}

/**
 * Makes sure that what is applied of a file is still what stands in it.
 *
 * @throws {AtlasError} `E_MIGRATE` naming the first statement that is another one.
 */
export function assertSameHistory(file: ParsedFile, revision: Revision, hashes: readonly string[]): void {
  const { applied, partialHashes } = revision;
  for (let index = 0; index < applied; index++) {
    const before = partialHashes[index];
    const isGone = index >= hashes.length;
    // Of rows that were written by hand nobody knows what was applied.
    if (!isGone && (before === undefined || before === hashes[index])) continue;
    throw new AtlasError(
      "E_MIGRATE",
      `sql/migrate: history changed: statement ${index + 1} from file ${JSON.stringify(file.file.name)} changed`,
      {
        details: { file: file.file.name, statement: index + 1, applied },
        hint: "Put back what was applied already; what comes after it may be changed.",
      },
    );
  }
}
