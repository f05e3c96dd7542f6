import { AtlasError } from "@atlas/core";
import type { MigrationFile } from "./directory.ts";

const marker = Buffer.from("<<<<<<< ");

/** The line, from 1, on which version control began to write both sides of a conflict. */
export function conflictLine(text: string): number | undefined {
  const at = text.startsWith("<<<<<<< ") ? 0 : text.indexOf("\n<<<<<<< ") + 1;
  if (at === 0 && !text.startsWith("<<<<<<< ")) return undefined;
  if (!text.includes("\n>>>>>>> ", at)) return undefined;
  return text.slice(0, at).split("\n").length;
}

/** @throws {AtlasError} `E_SOURCE` for a file that holds both sides of a conflict. */
export function assertNoConflict(file: MigrationFile): void {
  const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  if (!bytes.includes(marker)) return;
  const line = conflictLine(bytes.toString("latin1"));
  if (line === undefined) return;
  throw new AtlasError("E_SOURCE", `"${file.name}" holds conflict markers of version control`, {
    place: { file: file.name, line, column: 1 },
    hint: "Resolve the conflict in the file, then run 'atlas migrate hash'.",
  });
}
