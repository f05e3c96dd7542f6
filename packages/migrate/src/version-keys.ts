import { AtlasError, type MigrationSupport, type Revision } from "@atlas/core";
import type { MigrationFile } from "./directory.ts";

/**
 * Refuses versions that differ and that the revisions table of a database takes for one: the row of a file would be
 * written over that of another, and a file that was never run would count as applied.
 *
 * @throws {AtlasError} `E_MIGRATE` naming two files, or a file and a row.
 */
export function assertToldApart(
  files: readonly MigrationFile[],
  rows: readonly Revision[],
  { versionKey }: Pick<MigrationSupport, "versionKey">,
): void {
  if (!versionKey) return;
  const seen = new Map<string, { readonly version: string; readonly title: string }>();
  const named = [
    ...files.map(({ version, name }) => ({ version, title: `file ${JSON.stringify(name)}` })),
    ...rows.map(({ version }) => ({ version, title: `the row of version ${JSON.stringify(version)}` })),
  ];
  for (const one of named) {
    // What runs whenever it changes has none.
    if (one.version === "") continue;
    const key = versionKey(one.version);
    const other = seen.get(key);
    seen.set(key, other ?? one);
    if (other === undefined || other.version === one.version) continue;
    throw new AtlasError(
      "E_MIGRATE",
      `the revisions table of this database does not tell version ${JSON.stringify(other.version)} from ${JSON.stringify(one.version)}: ${other.title} and ${one.title}`,
      {
        details: { versions: [other.version, one.version] },
        hint: "Blanks at the end of a version do not count there: rename one of the files and run 'atlas migrate hash'.",
      },
    );
  }
}
