import { AtlasError, Secret, type UnmanagedInPlan, type UnmanagedObject } from "@atlas/core";
import type { ProjectEnv } from "@atlas/project";
import { listFlag, switchFlag, textFlag, type Values } from "../flags.ts";

/** Flags that pick a part of a database, for every command that reads one. */
export const selectionFlags = {
  schema: listFlag("Only these schemas", { short: "s", value: "names" }),
  exclude: listFlag("Leave out what matches these patterns, such as 'public.tmp_*'", { value: "patterns" }),
  include: listFlag("Only what matches these patterns", { value: "patterns" }),
};

export const devUrlFlag = textFlag(
  "Scratch database that reads schema files, such as docker://postgres/16/dev",
  {
    value: "url",
  },
);

export const strictCoverageFlag = switchFlag(
  "Fail where anything is named as not managed, before anything is applied",
);

/** @throws {AtlasError} `E_COVERAGE` naming what is not managed. */
export function assertCovered(unmanaged: readonly UnmanagedObject[] | readonly UnmanagedInPlan[]): void {
  const [first] = unmanaged;
  if (!first) return;
  const names = unmanaged.map((object) =>
    "difference" in object && object.difference !== undefined
      ? `${object.difference} (mode.${object.mode} is off)`
      : `${object.kind} ${object.name}`,
  );
  const shown = names.slice(0, 10);
  const more = names.length - shown.length;
  throw new AtlasError(
    "E_COVERAGE",
    `not everything is managed: ${shown.join(", ")}${more === 0 ? "" : `, and ${more} more`}`,
    {
      details: { unmanaged: names },
      hint: "Nothing was changed. Exclude what is somebody else's (--exclude), manage its class with schema.mode of the project file, or run without --strict-coverage.",
    },
  );
}

/** What to read of a database, from the flags of `selectionFlags`. */
export function selectionOf(values: Values<typeof selectionFlags>): {
  readonly schemas: readonly string[];
  readonly exclude: readonly string[];
  readonly include: readonly string[];
} {
  return { schemas: values.schema, exclude: values.exclude, include: values.include };
}

/**
 * The dev database in effect. What an environment says of its own, such as a baseline, does not hold for
 * another one from the command line.
 */
export function devOf(bound: { readonly "dev-url"?: string | undefined }, env: ProjectEnv | undefined) {
  const url = bound["dev-url"];
  const isOfEnv = url !== undefined && url === env?.dev?.url.reveal();
  return { devUrl: secretOf(url), baseline: isOfEnv ? env.dev?.baseline : undefined };
}

export function secretOf(text: string | undefined): Secret<string> | undefined {
  return text === undefined || text === "" ? undefined : new Secret(text);
}
