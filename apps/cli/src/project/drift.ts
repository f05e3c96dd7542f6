import { AtlasError } from "@atlas/core";
import type { DriftCheck, DriftFindings } from "@atlas/workflows";
import type { CommandContext } from "../command.ts";
import { devOf } from "../commands/shared.ts";
import type { OpenEnv } from "./open.ts";

/**
 * What `--drift-check` and the `drift` of `check "migrate_apply"` blocks ask for; `undefined`: nothing. The flag
 * refuses whatever `on_error` says.
 */
export function driftCheck(
  isAsked: boolean,
  { env, project }: Pick<OpenEnv, "env" | "project">,
  { terminal }: Pick<CommandContext, "terminal">,
): DriftCheck | undefined {
  const checks = env?.checks ?? project?.globals.checks ?? [];
  const blocks = checks.flatMap(({ command, drift }) =>
    command === "migrate_apply" && drift ? [drift] : [],
  );
  if (!isAsked && blocks.length === 0) return undefined;
  const refuses = isAsked || blocks.some(({ onError }) => onError === "FAIL");
  const own = env?.migration.exclude?.length ? env.migration.exclude : (env?.exclude ?? []);
  return {
    ...devOf({ "dev-url": env?.dev?.url.reveal() }, env),
    schemas: env?.schemas ?? [],
    exclude: [...own, ...blocks.flatMap(({ exclude }) => exclude)],
    mode: env?.mode ?? {},
    judge: (found) => {
      if (found.status === "DRIFT" && refuses) throw drifted(found);
      for (const { change, subject } of found.changes) terminal.err(`drift: ${subject} ${saying(change)}\n`);
      for (const name of found.unread) terminal.err(`drift: ${name} is not compared\n`);
      for (const difference of found.notManaged) terminal.err(`not managed: ${difference}\n`);
    },
  };
}

/** What a change that would put something right says of it as it is. */
export function saying(change: string): string {
  if (change.startsWith("drop_")) return "is not made by the migration files";
  if (change.startsWith("add_")) return "is missing";
  return "differs";
}

function drifted({ changes }: DriftFindings): AtlasError {
  const names = changes.map(({ change, subject }) => `${subject} ${saying(change)}`);
  const shown = names.slice(0, 10).join(", ");
  const more = names.length > 10 ? `, and ${names.length - 10} more` : "";
  return new AtlasError(
    "E_DRIFT",
    `the database is not what its revisions should have made: ${shown}${more}`,
    {
      details: { changes: names },
      hint: "Nothing was applied. 'atlas migrate drift' prints statements that put it right; what is somebody else's is left out with exclude.",
    },
  );
}
