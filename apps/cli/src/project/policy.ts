import { AtlasError, type Policy, skippableChanges, type SkippableChange } from "@atlas/core";
import type { OpenEnv } from "./open.ts";

/**
 * What the project file allows, as plans take it.
 *
 * @throws {AtlasError} `E_PROJECT` for a change that cannot be skipped.
 */
export function policyOf({ env, project }: OpenEnv): Policy {
  const settings = env?.diff ?? project?.globals.diff;
  return {
    skip: (settings?.skip ?? []).map((change): SkippableChange => {
      const known = skippableChanges.find((each) => each === change);
      if (known) return known;
      throw new AtlasError("E_PROJECT", `diff.skip.${change} is not supported by this version`, {
        ...(env && { place: env.place }),
        hint: `It can skip: ${skippableChanges.join(", ")}.`,
      });
    }),
  };
}

/** Names what a project file asks for and this version does not do, so that nobody relies on it. */
export function tellUnused({ env, project }: OpenEnv, note: (message: string) => void): void {
  const diff = env?.diff ?? project?.globals.diff;
  const unused = [
    ...(diff && Object.keys(diff.concurrentIndex).length > 0 ? ["diff.concurrent_index"] : []),
    ...(diff?.online !== undefined ? ["diff.online"] : []),
    ...(diff && Object.keys(diff.thresholds).length > 0 ? ["diff.thresholds"] : []),
    ...(diff && Object.keys(diff.notNull).length > 0 ? ["diff.not_null"] : []),
    ...(diff && Object.keys(diff.materialized).length > 0 ? ["diff.materialized"] : []),
    ...(["addTable", "addColumn", "addIndex", "dropTable"] as const)
      .filter((name) => diff && Object.keys(diff[name]).length > 0)
      .map((name) => `diff.${name.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`)}`),
    ...(env && Object.keys(env.mode).length > 0 ? ["schema.mode"] : []),
    ...(env?.lint.review !== undefined ? ["lint.review"] : []),
  ];
  for (const name of unused) note(`${name} in the project file is not acted on by this version`);
}
