import { open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";

/** What file systems give room in, in bytes. */
const block = 4096;

/**
 * Leaves what is nothing but zeros out of the files of a folder: most of the data of a fresh server. What a file holds
 * stays the same, but it takes less room, and so does a copy, which is made faster.
 *
 * @param folder - nobody uses it meanwhile. Modes and owners of its files become those of new ones.
 */
export async function digHoles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await digIn(join(entry.parentPath, entry.name));
}

async function digIn(path: string): Promise<void> {
  const content = await readFile(path);
  const parts = partsOf(content);
  if (parts.reduce((sum, { length }) => sum + length, 0) === content.length) return;
  const temporary = `${path}.holes`;
  {
    await using file = await open(temporary, "w");
    for (const part of parts) await file.write(content, part.start, part.length, part.start);
    await file.truncate(content.length);
  }
  await rename(temporary, path);
}

interface Part {
  readonly start: number;
  readonly length: number;
}

const zeros = Buffer.alloc(block);

/** Where something else than zeros is. */
function partsOf(content: Buffer): readonly Part[] {
  const parts: { start: number; length: number }[] = [];
  for (let start = 0; start < content.length; start += block) {
    const end = Math.min(start + block, content.length);
    if (zeros.compare(content, start, end, 0, end - start) === 0) continue;
    const last = parts.at(-1);
    if (last && last.start + last.length === start) last.length += end - start;
    else parts.push({ start, length: end - start });
  }
  return parts;
}
