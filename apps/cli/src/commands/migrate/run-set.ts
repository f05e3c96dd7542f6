import { setVersion } from "@atlas/workflows";
import type { CommandContext } from "../../command.ts";
import { openOne, required, withDefaults } from "../../project/open.ts";
import { migrateProgress } from "../../render/migrate-progress.ts";
import { migrateSetText } from "../../render/migrate-set.ts";
import { Progress } from "../../render/progress.ts";
import { tellingAmbiguity } from "./ambiguity.ts";
import { operatorVersion, orNone, targetUrl } from "./apply-request.ts";
import type { MigrateSetValues } from "./set.ts";
import { openDirectory } from "./shared.ts";

/** Runs `migrate set`. @returns the exit code. */
export async function setCommand(
  values: MigrateSetValues,
  context: CommandContext,
  version: string | undefined,
): Promise<number> {
  using progress = new Progress(context.terminal);
  const deps = await context.deps(progress.note);
  const open = await openOne(values, context, deps);
  const bound = withDefaults(values, {
    url: open.env?.url?.reveal(),
    "revisions-schema": open.env?.migration.revisionsSchema,
  });
  const directory = await openDirectory(values, open, context, { checksum: true });
  const request = {
    url: await targetUrl(required(bound.url, "url"), open),
    directory,
    revisionsSchema: orNone(bound["revisions-schema"]),
    version,
    operatorVersion: operatorVersion(context),
  };
  const { terminal, signal } = context;
  const work = { signal, onEvent: migrateProgress(progress) };
  const report = await tellingAmbiguity(terminal, () => setVersion(request, deps, work));
  progress.stop();
  terminal.out(migrateSetText(report, (style, text) => terminal.style("out", style, text)));
  return 0;
}
