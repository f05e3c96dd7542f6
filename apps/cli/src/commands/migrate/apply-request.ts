import { AtlasError, Secret } from "@atlas/core";
import { type MigrateApplyRequest, version } from "@atlas/workflows";
import type { CommandContext } from "../../command.ts";
import { checkMigration } from "../../project/checks.ts";
import { driftCheck } from "../../project/drift.ts";
import { type OpenEnv, withDefaults } from "../../project/open.ts";
import type { MigrateApplyValues } from "./apply.ts";
import { lockDefaults, lockRequest } from "./lock-request.ts";
import { openDirectory } from "./shared.ts";

/**
 * What `migrate apply` is asked to do for one environment: its flags, and what the environment says where they are
 * silent.
 *
 * @throws {AtlasError} `E_FLAG`, `E_PROJECT`, `E_DIRECTORY`, `E_CHECKSUM`.
 */
export async function migrateApplyRequest(
  values: MigrateApplyValues,
  open: OpenEnv,
  amount: number | undefined,
  context: CommandContext,
): Promise<MigrateApplyRequest> {
  const { env, project } = open;
  const directory = await openDirectory(values, open, context, { checksum: true });
  const bound = withDefaults(values, {
    url: env?.url?.reveal(),
    "revisions-schema": env?.migration.revisionsSchema,
    ...lockDefaults(env),
    baseline: env?.migration.baseline,
    "tx-mode": env?.migration.txMode,
    "exec-order": env?.migration.execOrder,
    "to-version": env?.migration.toVersion,
  });
  return {
    url: await targetUrl(bound.url, open),
    directory,
    revisionsSchema: orNone(bound["revisions-schema"]),
    amount,
    toVersion: orNone(bound["to-version"]),
    baseline: orNone(bound.baseline),
    allowDirty: values["allow-dirty"],
    execOrder: bound["exec-order"] ?? "linear",
    txMode: bound["tx-mode"] ?? "file",
    dryRun: values["dry-run"],
    lock: lockRequest(bound, env),
    operatorVersion: operatorVersion(context),
    hooks: env?.hooks ?? project?.globals.hooks ?? [],
    drift: driftCheck(values["drift-check"], open, context),
    review: (planned) => checkMigration(planned, open),
  };
}

/**
 * The database that migration files run on.
 *
 * @throws {AtlasError} `E_FLAG` in the words that scripts know.
 */
export async function targetUrl(url: string | undefined, open: OpenEnv): Promise<Secret<string>> {
  if (url === undefined || url === "")
    throw new AtlasError("E_FLAG", 'required flag "url" not set', {
      hint: "Add --url, or the attribute url to the environment of the project file.",
    });
  const { oneUrl } = await import("../../project/sources.ts");
  return new Secret(await oneUrl(url, "url", open));
}

/** What is written down with each revision. */
export function operatorVersion(context: CommandContext): string {
  return `Atlas CLI v${context.version === "" ? version : context.version}`;
}

/** An empty flag says as much as none. */
export function orNone(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
