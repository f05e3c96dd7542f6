import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
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
        // What is used is kept.
        const now = new Date();
        await utimes(pathOf(digest), now, now).catch(() => {});
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
        await prune(folder);
      } catch {
        // Without a cache everything works, only slower.
      }
    },
  };
}

/** So many texts are kept, those that were used last. */
const keptTexts = 300;

async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  if (names.length <= keptTexts) return;
  const used = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      // Another process may be faster.
      const at = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      return { path, at };
    }),
  );
  // Some more than need be, so that not every text costs a look at all of them.
  const superfluous = used
    .toSorted((one, other) => one.at - other.at)
    .slice(0, names.length - (keptTexts * 2) / 3);
  for (const { path } of superfluous) await rm(path, { force: true });
}
