import type { Step } from "./plan.ts";

/** What ends a statement that holds semicolons, the first that does not stand in it. */
const delimiters = ["//", "$$", ";;", "@@"];

/**
 * A statement as it stands in a file, with what ends it and a line break. Around one that holds semicolons of its own
 * stand the lines that command-line clients of MySQL and our own reader of files know.
 */
export function scriptText({ sql, compound }: Pick<Step, "sql" | "compound">): string {
  // The body of a trigger may end with its own delimiter.
  if (!compound) return sql.endsWith(";") ? `${sql}\n` : `${sql};\n`;
  let delimiter = delimiters.find((each) => !sql.includes(each));
  for (let number = 1; delimiter === undefined; number++)
    if (!sql.includes(`//${number}//`)) delimiter = `//${number}//`;
  return `DELIMITER ${delimiter}\n${sql}\n${delimiter}\nDELIMITER ;\n`;
}
