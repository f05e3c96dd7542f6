import { defineCommand } from "../../command.ts";
import { projectFlags } from "../../project/flags.ts";
import { commonDefaults, openOne, withDefaults } from "../../project/open.ts";
import { Progress } from "../../render/progress.ts";
import { devOf } from "../shared.ts";
import { directoryFlags, openDirectory, scratchFlag } from "./shared.ts";

export const migrateValidate = defineCommand({
  name: "validate",
  summary: "Check a migration directory against its checksums, and that its files run",
  description:
    "Checks that the files of a migration directory are those that its atlas.sum\n" +
    "lists. With a dev database, also runs them there.",
  examples: [
    "atlas migrate validate",
    "atlas migrate validate --dir file://db --dev-url docker://postgres/16/dev",
  ],
  flags: {
    "dev-url": scratchFlag,
    ...directoryFlags,
    ...projectFlags,
  },
  run: async (values, context) => {
    const { terminal, signal } = context;
    using progress = new Progress(terminal);
    const deps = await context.deps(progress.note);
    const open = await openOne(values, context, deps);
    const { env } = open;
    const directory = await openDirectory(values, open, context, { checksum: true });
    const bound = withDefaults(values, { "dev-url": commonDefaults(env)["dev-url"] });
    const { devUrl, baseline } = devOf(bound, env);
    if (!devUrl) return 0;
    const { validateDirectory } = await import("@atlas/workflows");
    await validateDirectory({ directory, devUrl, baseline }, deps, { signal, onEvent: progress.onEvent });
    return 0;
  },
});
