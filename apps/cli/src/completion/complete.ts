import type { Command, Group } from "../command.ts";
import type { Flag } from "../flags.ts";
import { versionsOf } from "./versions.ts";

/** A word that may stand at the cursor. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** What can be asked of the machine while completing. */
export interface CompletionHost {
  /** Names in a folder, folders with a slash behind them; empty when it cannot be read. */
  list(folder: string): readonly string[];
}

/**
 * What may stand at the cursor.
 *
 * @param words - without the program's name; the last one is being typed and may be empty.
 * @returns nothing where a shell's own file names are as good as anything.
 */
export function complete(words: readonly string[], root: Group, host: CompletionHost): readonly Candidate[] {
  const typed = words.at(-1) ?? "";
  let node: Command | Group = root;
  let at = 0;
  for (; node.type === "group" && at < words.length - 1; at++) {
    const child: Command | Group | undefined = node.children.find(({ name }) => name === words[at]);
    if (!child) return [];
    node = child;
  }
  if (node.type === "group")
    return starting(
      node.children
        .filter((child) => child.type === "group" || !child.hidden)
        .map(({ name, summary }) => ({ word: name, description: summary })),
      typed,
    );
  const previous = at < words.length - 1 ? flagOf(words.at(-2) ?? "", node) : undefined;
  const before = words.slice(at, -1);
  const valuesOf = (flag: Flag<unknown>, text: string): readonly Candidate[] =>
    flag.value === "version" ? starting(versionsOf(before, host), text) : values(text, flag, host);
  if (previous && previous.kind !== "switch") return valuesOf(previous, typed);
  const inline = /^(--[^=]+=)(.*)$/s.exec(typed);
  const flag = inline ? flagOf(inline[1]?.slice(0, -1) ?? "", node) : undefined;
  if (inline && flag)
    return valuesOf(flag, inline[2] ?? "").map(({ word, description }) => ({
      word: `${inline[1]}${word}`,
      description,
    }));
  if (!typed.startsWith("-"))
    return node.operands.includes("version")
      ? starting(versionsOf(before, host), typed).filter(({ word }) => !before.includes(word))
      : [];
  return starting(
    [
      ...Object.entries(node.flags)
        .filter(([, { hidden }]) => !hidden)
        .map(([name, { help }]) => ({ word: `--${name}`, description: help })),
      { word: "--help", description: "Show this help" },
    ],
    typed,
  );
}

function flagOf(word: string, command: Command): Flag<unknown> | undefined {
  if (word.startsWith("--")) {
    const name = word.slice(2);
    return Object.hasOwn(command.flags, name) ? command.flags[name] : undefined;
  }
  return word.length === 2 && word.startsWith("-")
    ? Object.values(command.flags).find(({ short }) => short === word[1])
    : undefined;
}

/** The words of a flag that has a few; URLs of schemas start with file://, and behind that come paths. */
function values(typed: string, flag: Flag<unknown>, host: CompletionHost): readonly Candidate[] {
  if (flag.choices)
    return starting(
      flag.choices.map((word) => ({ word, description: "" })),
      typed,
    );
  if (flag.value !== "url") return [];
  const scheme = "file://";
  if (!typed.startsWith(scheme))
    return starting([{ word: scheme, description: "A schema file or folder" }], typed);
  const path = typed.slice(scheme.length);
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return starting(
    host
      .list(folder)
      .filter((name) => /(\/|\.sql|\.hcl)$/.test(name))
      .map((name) => ({ word: `${scheme}${folder}${name}`, description: "" })),
    typed,
  );
}

function starting(candidates: readonly Candidate[], typed: string): readonly Candidate[] {
  return candidates.filter(({ word }) => word.startsWith(typed));
}
