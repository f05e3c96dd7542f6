import type { Candidate, CompletionHost } from "./complete.ts";

/**
 * The versions of the migration directory that a command line names, with the names of their files. Project
 * files are not read: without `--dir` it is `migrations`.
 *
 * @param words - the command line up to the cursor.
 */
export function versionsOf(words: readonly string[], host: CompletionHost): readonly Candidate[] {
  const url = valueOf("--dir", words) ?? "file://migrations";
  const [, folder = "", query] = /^file:\/\/([^?]*)(?:\?(.*))?$/.exec(url) ?? [];
  if (folder === "") return [];
  const format = new URLSearchParams(query).get("format") ?? valueOf("--dir-format", words);
  const found = new Map<string, string>();
  for (const name of host.list(`${folder.replace(/\/$/, "")}/`).toSorted()) {
    const version = versionIn(name, format);
    if (version !== undefined && !found.has(version)) found.set(version, name);
  }
  return [...found].map(([word, description]) => ({ word, description }));
}

function valueOf(flag: string, words: readonly string[]): string | undefined {
  const at = words.lastIndexOf(flag);
  if (at >= 0 && at < words.length - 1) return words[at + 1];
  return words.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1);
}

/** `undefined` for what no run reads. */
function versionIn(name: string, format: string | undefined): string | undefined {
  if (format === "flyway") return /^[VB](.+?)__.*\.sql$/.exec(name)?.[1];
  if (format === "golang-migrate") return /^([^_]+)(?:_.*)?\.up\.sql$/.exec(name)?.[1];
  return /^([^_]+)(?:_.*)?\.sql$/.exec(name)?.[1]?.replace(/\.sql$/, "");
}
