import { Secret } from "@atlas/core";
import { listFlag, textFlag, type Values } from "../flags.ts";

/** Flags that pick a part of a database, for every command that reads one. */
export const selectionFlags = {
  schema: listFlag("Only these schemas", { short: "s", value: "names" }),
  exclude: listFlag("Leave out what matches these patterns, such as 'public.tmp_*'", { value: "patterns" }),
  include: listFlag("Only what matches these patterns", { value: "patterns" }),
};

export const devUrlFlag = textFlag(
  "Scratch database that reads SQL files, such as docker://postgres/16/dev",
  {
    value: "url",
  },
);

/** What to read of a database, from the flags of `selectionFlags`. */
export function selectionOf(values: Values<typeof selectionFlags>): {
  readonly schemas: readonly string[];
  readonly exclude: readonly string[];
  readonly include: readonly string[];
} {
  return { schemas: values.schema, exclude: values.exclude, include: values.include };
}

export function secretOf(text: string | undefined): Secret<string> | undefined {
  return text === undefined || text === "" ? undefined : new Secret(text);
}
