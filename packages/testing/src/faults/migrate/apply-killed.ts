import type { Directory } from "@atlas/migrate";
import { type CrashFiles, directoryFor } from "./crash-files.ts";
import { apply, assertFinishes, assertTruthful, referenceOf } from "./crash-run.ts";
import type { CrashKind } from "./crash-server.ts";
import { describeCutWork } from "./cut-work.ts";
import { ProgramFolder } from "./program.ts";

/** Kills runs of `migrate apply` at every message, with a mode of transactions. */
export function describeKilledApply(kind: CrashKind, txMode: "file" | "all", files: CrashFiles): void {
  const directory: Directory = directoryFor("migrations", files);
  describeCutWork(kind, `migrate apply --tx-mode ${txMode}`, async (server, stack) => {
    const folder = stack.use(await ProgramFolder.of(directory));
    const [plain, whole] = [await server.create("plain"), await server.create("whole")];
    const reference = await referenceOf(plain, whole, directory, txMode);
    return {
      // Files of one transaction begin with the first; else that one has gone before, as the table of revisions has.
      prepare: async (database) => {
        if (txMode === "file") await apply(database.urlAt(), directory, { amount: 1 });
      },
      run: (url) => apply(url, directory, { txMode }),
      start: async (url) => folder.apply(url, { args: ["--tx-mode", txMode, "--lock-timeout", "30s"] }),
      statements: files.statements,
      assertTruthful: (database, title) => assertTruthful(database, directory, reference, title),
      assertFinishes: (database, title) => assertFinishes(database, directory, reference, title, txMode),
    };
  });
}
