import type { Directory } from "./directory.ts";

/** What files say to their tool alone, as sentences: here they run as they are, once, whatever stands there. */
export function importLosses({ format, files }: Directory): readonly string[] {
  return files.flatMap(({ name, text }) => {
    if (format === "flyway") return placeholders(name, text, "Flyway");
    return format === "liquibase"
      ? [...placeholders(name, text, "Liquibase"), ...ofChangesets(name, text)]
      : [];
  });
}

function placeholders(name: string, text: string, tool: string): readonly string[] {
  const found = /\$\{[\w.:-]+\}/.exec(text)?.[0];
  return found === undefined
    ? []
    : [`${name} holds ${found}, which ${tool} fills in: write its value into the file`];
}

/** @see https://docs.liquibase.com/concepts/changelogs/sql-format.html */
const attributes =
  /\b(dbms|context|contexts|contextFilter|labels|runOnChange|runAlways|failOnError|onValidationFail):/g;
const again = new Set(["runOnChange", "runAlways"]);

function ofChangesets(name: string, text: string): readonly string[] {
  const lines = text.match(/^--\s*changeset\b.*$/gim) ?? [];
  const found = lines.flatMap((line) => [...line.matchAll(attributes)].map(([, word = ""]) => word));
  if (/^--\s*preconditions?\b/im.test(text)) found.push("preconditions");
  const named = (words: readonly string[]): string => [...new Set(words)].join(", ");
  const repeats = found.filter((word) => again.has(word));
  const conditions = found.filter((word) => !again.has(word));
  return [
    ...(conditions.length > 0
      ? [
          `${name} has changesets with ${named(conditions)}, which decide in Liquibase what runs: here all of it runs`,
        ]
      : []),
    ...(repeats.length > 0 ? [`${name} has changesets with ${named(repeats)}: here they run once`] : []),
  ];
}
