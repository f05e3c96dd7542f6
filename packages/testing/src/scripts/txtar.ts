/** A text followed by files, in one text: `-- name --` on a line of its own starts a file. */
export interface Archive {
  /** What stands before the first file. */
  readonly comment: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** @see https://pkg.go.dev/golang.org/x/tools/txtar for the format */
export function parseArchive(text: string): Archive {
  const [comment = "", ...rest] = text.split(/^-- (.+) --\n/m);
  const files: { readonly name: string; readonly text: string }[] = [];
  for (let at = 0; at + 1 < rest.length; at += 2)
    files.push({ name: rest[at]?.trim() ?? "", text: rest[at + 1] ?? "" });
  return { comment, files };
}
