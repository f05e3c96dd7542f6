/** Folders of kinds whose plural is not their name and an s. */
const folders: Readonly<Record<string, string>> = {
  index: "indexes",
  policy: "policies",
  materialized: "views",
  enum: "types",
  domain: "types",
  composite: "types",
  range: "types",
};

/** Types share a folder and, with other kinds there, a namespace: their names tell what they are. */
const prefixes: Readonly<Record<string, string>> = {
  enum: "enum_",
  domain: "domain_",
  composite: "composite_",
  range: "range_",
};

/** Where objects go: a path for each, none twice. */
export class SplitPaths {
  readonly #taken = new Set<string>();
  readonly #isBound: boolean;
  readonly #extension: string;

  /**
   * @param isBound - one schema without a name in the paths; otherwise each has a folder below `schemas/`.
   * @param extension - of the files, such as `.sql`.
   */
  constructor(isBound: boolean, extension: string) {
    this.#isBound = isBound;
    this.#extension = extension;
  }

  /** @param schema - empty for what belongs to no schema. */
  pathOf(kind: string, schema: string, name: string): string {
    if (kind === "schema")
      return this.#free(
        this.#isBound ? ["schemas", fileName(name)] : ["schemas", fileName(name), fileName(name)],
      );
    const folder = folders[kind] ?? `${kind.replaceAll(" ", "_")}s`;
    const file = `${prefixes[kind] ?? ""}${fileName(name)}`;
    return this.#free(
      this.#isBound || schema === "" ? [folder, file] : ["schemas", fileName(schema), folder, file],
    );
  }

  #free(parts: readonly string[]): string {
    const base = parts.join("/");
    let path = `${base}${this.#extension}`;
    // Names may differ by nothing but their case, and functions by their parameters.
    for (let number = 2; this.#taken.has(path); number++) path = `${base}_${number}${this.#extension}`;
    this.#taken.add(path);
    return path;
  }
}

/** A name as part of a path: in lower case, and without what has a meaning there. */
export function fileName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[\p{Cc}/\\:*?"<>|]/gu, "_");
  return /^\.*$/.test(plain) ? `_${plain}` : plain;
}
