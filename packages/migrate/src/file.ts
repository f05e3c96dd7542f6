import { isUtf8 } from "node:buffer";
import { AtlasError } from "@atlas/core";
import { placeAt } from "@atlas/sql";
import type { MigrationFile } from "./directory.ts";

/** What a name says of a file. */
export interface NamedFile {
  readonly name: string;
  readonly version: string;
  readonly description: string;
}

/** A file whose text is decoded when somebody asks for it. */
export class LoadedFile implements MigrationFile {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly bytes: Uint8Array;
  readonly undo?: MigrationFile;
  #text: string | undefined;

  constructor(named: NamedFile, bytes: Uint8Array, undo?: MigrationFile) {
    this.name = named.name;
    this.version = named.version;
    this.description = named.description;
    this.bytes = bytes;
    if (undo) this.undo = undo;
  }

  get text(): string {
    return (this.#text ??= decode(this.name, this.bytes));
  }
}

/** @throws {AtlasError} `E_SOURCE` naming the file and the first place that is not UTF-8. */
function decode(name: string, bytes: Uint8Array): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const nul = isUtf16 ? -1 : bytes.subarray(0, 1024).indexOf(0);
  if (isUtf16 || (nul >= 0 && nul < 2))
    throw new AtlasError("E_SOURCE", `"${name}" is not UTF-8 text: it is UTF-16`, {
      place: { file: name, line: 1, column: 1 },
      hint: "Save the file as UTF-8 without changing its text, then run 'atlas migrate hash'.",
    });
  if (isUtf8(bytes)) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const at = firstBadByte(bytes);
  const before = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, at));
  const { line, column } = placeAt(before, before.length);
  throw new AtlasError(
    "E_SOURCE",
    `"${name}" is not UTF-8 text: byte 0x${(bytes[at] ?? 0).toString(16).padStart(2, "0")} in line ${line}`,
    {
      place: { file: name, line, column },
      hint: "Save the file as UTF-8 (it may be Latin-1 or Windows-1252 now), then run 'atlas migrate hash'.",
    },
  );
}

/** The offset behind the longest beginning that is UTF-8. */
function firstBadByte(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  // A cut through a character is not yet an error: three bytes more tell.
  const isGood = (length: number): boolean =>
    [0, 1, 2, 3].some((cut) => cut <= length && isUtf8(bytes.subarray(0, length - cut)));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isGood(middle)) low = middle;
    else high = middle - 1;
  }
  const cut = [0, 1, 2, 3].find((each) => each <= low && isUtf8(bytes.subarray(0, low - each))) ?? 0;
  return low - cut;
}

/** `20240101_add_users.sql`: the version before the first underscore, the description behind. */
export function namedFile(name: string): NamedFile {
  const base = name.slice(name.lastIndexOf("/") + 1).replace(/\.sql$/, "");
  const underscore = base.indexOf("_");
  return underscore < 0
    ? { name, version: base, description: "" }
    : { name, version: base.slice(0, underscore), description: base.slice(underscore + 1) };
}

/** In the order of the bytes of their names. */
export function byBytes<T extends { readonly name: string }>(files: readonly T[]): readonly T[] {
  return files
    .map((file) => ({ file, key: Buffer.from(file.name) }))
    .toSorted((a, b) => Buffer.compare(a.key, b.key))
    .map(({ file }) => file);
}

/** Of the names those of SQL files, in the order of their bytes. */
export function sqlFiles(names: readonly string[]): readonly NamedFile[] {
  return byBytes(names.filter((name) => name.endsWith(".sql")).map(namedFile));
}
