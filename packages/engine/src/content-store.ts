import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Texts by a digest of what they were made of, in the files of a folder. Safe to delete at any time. */
export interface ContentStore {
  /** Whether there is a file: what it holds may still turn out to be worth nothing. */
  has(digest: string): Promise<boolean>;
  /** `undefined`: there is none, or it was cut off, edited, or put down under another digest. */
  get(digest: string): Promise<string | undefined>;
  /** What cannot be written is not kept. */
  put(digest: string, text: string): Promise<void>;
}

export function contentStore(folder: string): ContentStore {
  const pathOf = (digest: string): string => join(folder, `${digest}.json`);
  const sumOf = (digest: string, text: string): string =>
    createHash("sha256").update(`${digest}\n`).update(text).digest("hex");
  return {
    has: (digest) =>
      access(pathOf(digest)).then(
        () => true,
        () => false,
      ),
    async get(digest) {
      try {
        const content = await readFile(pathOf(digest), "utf8");
        const end = content.indexOf("\n");
        const text = content.slice(end + 1);
        return sumOf(digest, text) === content.slice(0, end) ? text : undefined;
      } catch {
        return undefined;
      }
    },
    async put(digest, text) {
      try {
        await mkdir(folder, { recursive: true });
        const temporary = join(folder, `.${randomUUID()}`);
        await writeFile(temporary, `${sumOf(digest, text)}\n${text}`, { mode: 0o600 });
        await rename(temporary, pathOf(digest));
      } catch {
        // Without a cache everything works, only slower.
      }
    },
  };
}
