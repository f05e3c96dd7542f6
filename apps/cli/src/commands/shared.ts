import { AtlasError, Secret } from "@atlas/core";
import { listFlag, textFlag, type Values } from "../flags.ts";

/** Flags that pick a part of a database, for every command that reads one. */
export const selectionFlags = {
  schema: listFlag("Only these schemas", { short: "s", value: "names" }),
  exclude: listFlag("Leave out what matches these patterns, such as 'public.tmp_*'", { value: "patterns" }),
};

export const devUrlFlag = textFlag(
  "Scratch database that reads SQL files, such as docker://postgres/16/dev",
  {
    value: "url",
  },
);

/** Flags that belong to project files: understood, so that they can be refused by name. */
export const projectFlags = {
  env: textFlag("Environment of the project file", { value: "name", hidden: true }),
  var: listFlag("Input variables of the project file", { value: "name=value", hidden: true }),
  config: textFlag("Project file", { short: "c", value: "url", hidden: true }),
};

/** @throws {AtlasError} `E_FLAG` for a flag that needs a project file. */
export function refuseProjectFlags(values: Values<typeof projectFlags>): void {
  const given = [
    ...(values.env === undefined ? [] : ["--env"]),
    ...(values.var.length === 0 ? [] : ["--var"]),
    ...(values.config === undefined ? [] : ["--config"]),
  ];
  if (given.length === 0) return;
  throw new AtlasError(
    "E_FLAG",
    `${given.join(", ")}: project files (atlas.hcl) are not read by this version`,
    {
      hint: "Give the values as flags, such as --url, --to and --dev-url.",
    },
  );
}

/** What to read of a database, from the flags of `selectionFlags`. */
export function selectionOf(values: Values<typeof selectionFlags>): {
  readonly schemas: readonly string[];
  readonly exclude: readonly string[];
} {
  return { schemas: values.schema, exclude: values.exclude };
}

export function secretOf(text: string | undefined): Secret<string> | undefined {
  return text === undefined || text === "" ? undefined : new Secret(text);
}
