import type { ParsedFile } from "@atlas/migrate";
import { saysAllItTouches, withoutComments } from "./definitions.ts";

/**
 * Those statements of files that have to do with some names, directly or through others: whatever is said in one statement
 * belongs together. They make their part of the schema as all statements make it, with what a server remembers beside it,
 * and with its rows.
 *
 * @param names - in lower case.
 * @param isLeftOut - of a statement that a replay does without.
 * @returns `undefined` where nobody can tell what a statement touches, or where most of them belong together.
 */
export function sliceOf(
  files: readonly ParsedFile[],
  names: ReadonlySet<string>,
  isLeftOut: (statement: string) => boolean,
): readonly ParsedFile[] | undefined {
  const texts = files.flatMap(({ statements }) =>
    statements.map(({ text }) => (isLeftOut(text) ? "" : withoutComments(text))),
  );
  if (!texts.every((text) => text === "" || saysAllItTouches(text))) return undefined;
  // Rows may set off code, and code may put its statements together from pieces.
  if (texts.some((text) => rows.test(text)) && texts.some((text) => code.test(text))) return undefined;
  const known = namesIn(texts);
  if (!known) return undefined;
  const mentions = texts.map((text) => wordsOf(text).filter((word) => known.has(word)));
  const members = membersOf(mentions, names);
  if (members.size * 2 > texts.length) return undefined;
  let at = 0;
  return files.flatMap(({ file, directives, statements, checks }) => {
    const kept = statements.filter(() => members.has(at++));
    return kept.length > 0 ? [{ file, directives, statements: kept, checks }] : [];
  });
}

const rows = /\b(?:insert|replace\s+into|update|delete)\b/i;
const code = /\b(?:function|procedure|trigger|rule)\b/i;

/** Which statements speak of the names, or of what such a statement speaks of. */
function membersOf(
  mentions: readonly (readonly string[])[],
  names: ReadonlySet<string>,
): ReadonlySet<number> {
  const speakers = new Map<string, number[]>();
  for (const [index, words] of mentions.entries())
    for (const word of words) speakers.set(word, [...(speakers.get(word) ?? []), index]);
  const members = new Set<number>();
  const reached = new Set(names);
  // A set that grows is walked to its end.
  for (const name of reached)
    for (const index of speakers.get(name) ?? []) {
      if (members.has(index)) continue;
      members.add(index);
      for (const word of mentions[index] ?? []) reached.add(word);
    }
  return members;
}

/** What the statements call what they make. `undefined`: some of it cannot be told, or is no plain word. */
function namesIn(texts: readonly string[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const text of texts) {
    const found = [...text.matchAll(creating), ...text.matchAll(renaming)];
    if (
      found.length === 0 &&
      /^create\b/i.test(text) &&
      !/^create\s+[\w\s]*index\s+[\w\s]*\bon\b/i.test(text)
    )
      return undefined;
    for (const { groups } of found) {
      const name = (groups?.["name"] ?? "").replaceAll(/["`[\]]/g, "").toLowerCase();
      if (!/^[\p{L}\p{N}_$]+$/u.test(name)) return undefined;
      names.add(name);
    }
  }
  return names;
}

const identifier = String.raw`(?:"[^"]*"|\u0060[^\u0060]*\u0060|\[[^\]]*\]|[\p{L}\p{N}_$]+)`;
const name = String.raw`(?:${identifier}\s*\.\s*)*(?<name>${identifier})`;
const kinds = "table|view|index|trigger|function|procedure|sequence|type|domain|event|policy|rule|aggregate";

const creating = new RegExp(
  String.raw`\bcreate\s+(?:[\p{L}\p{N}_=@\u0060'"%.]+\s+){0,8}?(?:${kinds})\s+(?:(?:concurrently|if\s+not\s+exists)\s+)*(?!on\b)${name}`,
  "giu",
);

/** `RENAME x` is `RENAME TO x` in MySQL. */
const renaming = new RegExp(
  String.raw`\brename\s+(?:(?:to|as)\s+)?(?!(?:to|as|column|index|key|constraint|value|attribute)\b)${name}`,
  "giu",
);

function wordsOf(text: string): readonly string[] {
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu))];
}
