import { AtlasError, type Policy, skippableChanges, type SkippableChange } from "@atlas/core";
import type { DiffSettings } from "@atlas/project";
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
    ...(settings && formsOf(settings)),
  };
}

/** How statements are to be written. */
function formsOf(settings: DiffSettings): Omit<Policy, "skip"> {
  const { add: create, drop } = settings.concurrentIndex;
  const { lockSafe } = settings.notNull;
  return {
    concurrentIndex: { ...(create !== undefined && { create }), ...(drop !== undefined && { drop }) },
    ...(settings.online !== undefined && { online: settings.online }),
    notNull: lockSafe === undefined ? {} : { lockSafe },
    thresholds: settings.thresholds,
    materialized: settings.materialized,
    addTable: settings.addTable,
    addColumn: settings.addColumn,
    addIndex: settings.addIndex,
    dropTable: settings.dropTable,
  };
}

/**
 * Names what a project file asks for and this version does not do, so that nobody relies on it.
 *
 * @param options.checksNulls - the command writes checks before columns refuse NULL. Default: it does not.
 */
export function tellUnused(
  { env, project }: OpenEnv,
  note: (message: string) => void,
  options: { readonly checksNulls?: boolean } = {},
): void {
  const diff = env?.diff ?? project?.globals.diff;
  const checks = env?.checks ?? project?.globals.checks ?? [];
  const unused = [
    ...(diff?.notNull.check && !options.checksNulls ? ["diff.not_null.check"] : []),
    ...(env?.mode.sensitive === "ALLOW" ? ["schema.mode.sensitive (passwords are never read)"] : []),
  ];
  for (const name of unused) note(`${name} in the project file is not acted on by this version`);
  // Without revisions, a registry alone knows what was applied last.
  if (checks.some(({ command, drift }) => command === "schema_apply" && drift))
    note(
      'check "schema_apply" { drift } is not acted on: it compares the database with the schema that a registry keeps of the last apply, and this version has no registry',
    );
  if (diff && /^(sqlite|libsql)/.test(env?.url?.reveal() ?? ""))
    for (const name of formNames(diff)) note(`${name} in the project file has no effect on SQLite`);
}

/** The settings that choose the form of statements, as far as they are on. */
function formNames(diff: DiffSettings): readonly string[] {
  const isOn = (settings: Readonly<Record<string, boolean>>): boolean =>
    Object.values(settings).includes(true);
  return [
    ...(diff.online ? ["diff.online"] : []),
    ...(isOn(diff.concurrentIndex) ? ["diff.concurrent_index"] : []),
    ...(isOn(diff.notNull) ? ["diff.not_null"] : []),
    ...(isOn(diff.materialized) ? ["diff.materialized"] : []),
    ...(isOn(diff.addTable) ? ["diff.add_table"] : []),
    ...(isOn(diff.addColumn) ? ["diff.add_column"] : []),
    ...(isOn(diff.addIndex) ? ["diff.add_index"] : []),
    ...(isOn(diff.dropTable) ? ["diff.drop_table"] : []),
  ];
}
