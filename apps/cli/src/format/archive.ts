/** A file of a schema that was taken apart. */
export interface ArchiveFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Several files in one text: `-- path --` on a line of its own starts each. */
export function archiveText(files: readonly ArchiveFile[]): string {
  return files.map(({ path, text }) => `-- ${path} --\n${text}`).join("");
}

/** The files of such a text. What stands before the first one belongs to none. */
export function readArchive(text: string): readonly ArchiveFile[] {
  const [, ...rest] = text.split(/^-- (.+) --\n/m);
  const files: ArchiveFile[] = [];
  for (let at = 0; at + 1 < rest.length; at += 2)
    files.push({ path: rest[at]?.trim() ?? "", text: rest[at + 1] ?? "" });
  return files;
}
