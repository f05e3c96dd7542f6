import { AtlasError } from "@atlas/core";
import type { Directory, MigrationFile } from "./directory.ts";
import { byBytes } from "./file.ts";

/**
 * Names in our layout for files of another tool, in their order: `<version>[_<description>].sql`.
 *
 * Versions are padded with zeros where they would not sort as text. Files that Flyway runs again and again get the
 * version before them with an R.
 *
 * @throws {AtlasError} `E_DIRECTORY` if versions cannot be brought into an order.
 */
export function importNames({ files, path, format }: Directory): {
  readonly names: readonly string[];
  readonly notes: readonly string[];
} {
  const versioned = files.filter(({ version }) => version !== "");
  const plain = versioned.map((file) => plainVersion(file, format));
  // Behind nines alone no version would come.
  const isFull = /^9+$/.test(plain.at(-1) ?? "");
  const versions = !isFull && inOrder(versioned, plain) ? plain : padded(plain, isFull ? 1 : 0);
  if (!inOrder(versioned, versions))
    throw new AtlasError(
      "E_DIRECTORY",
      `the versions in "${path}" cannot be brought into one order as text`,
      {
        hint: "Rename the files so that their versions are numbers, each of them once.",
      },
    );
  const notes = versions.flatMap((version, at) => {
    const was = plain[at] ?? "";
    return version === was ? [] : [`version ${was} became ${version}, so that versions sort as text`];
  });
  const byFile = new Map(versioned.map((file, at) => [file, versions[at] ?? ""]));
  const repeated = files.filter(({ version }) => version === "");
  const last = versions.at(-1) ?? "0";
  for (const [at, file] of repeated.entries())
    byFile.set(
      file,
      repeated.length === 1
        ? `${last}R`
        : `${last}R${String(at + 1).padStart(String(repeated.length).length, "0")}`,
    );
  const names = files.map((file) => nameOf(byFile.get(file) ?? "", file));
  for (const file of repeated) {
    const name = nameOf(byFile.get(file) ?? "", file);
    const after = versioned.map((each) => nameOf(byFile.get(each) ?? "", each)).find((each) => each > name);
    if (after !== undefined)
      notes.push(
        `${name} runs before ${after}, and once alone: if it needs what that makes, run 'atlas migrate rebase ${name}'`,
      );
  }
  return { names, notes };
}

function nameOf(version: string, { description }: MigrationFile): string {
  return `${version}${description && `_${description.replaceAll("/", "_")}`}.sql`;
}

function plainVersion({ version }: MigrationFile, format: Directory["format"]): string {
  if (format === "golang-migrate") return version.replace(/\.up$/, "");
  // An underscore would end the version.
  return format === "flyway" ? version.replaceAll("_", ".") : version;
}

/** Whether versions tell files apart, and their names and versions sort as the files run. */
function inOrder(files: readonly MigrationFile[], versions: readonly string[]): boolean {
  const named = files.map((file, at) => ({
    name: nameOf(versions[at] ?? "", file),
    version: versions[at] ?? "",
  }));
  const sorted = byBytes(named);
  return named.every(
    (each, at) => each === sorted[at] && (at === 0 || (named[at - 1]?.version ?? "") < each.version),
  );
}

/** As many parts each, and each part as wide as the widest; the first by so many characters more. */
function padded(versions: readonly string[], extra: number): readonly string[] {
  const parts = versions.map((version) => version.split("."));
  const widths: number[] = [];
  for (const version of parts)
    for (const [at, part] of version.entries()) widths[at] = Math.max(widths[at] ?? 0, part.length);
  return parts.map((version) =>
    widths.map((width, at) => (version[at] ?? "").padStart(at === 0 ? width + extra : width, "0")).join("."),
  );
}
