import { apply } from "./crash-run.ts";
import type { CrashKind } from "./crash-server.ts";
import { describeCutWork } from "./cut-work.ts";
import type { DownFiles } from "./down-files.ts";
import { assertDownFinishes, assertDownTruthful, downReference, DownRunner } from "./down-run.ts";
import { ProgramFolder } from "./program.ts";

/** Kills runs of `migrate down` at every message. */
export function describeKilledDown(kind: CrashKind, files: DownFiles): void {
  const { directory } = files;
  describeCutWork(kind, `migrate down${files.title}`, async (server, stack) => {
    const runner = stack.use(new DownRunner());
    const folder = stack.use(await ProgramFolder.of(directory));
    const [forth, back] = [await server.create("forth"), await server.create("back")];
    const reference = await downReference(forth, back, directory, runner);
    let devs = 0;
    return {
      prepare: async (database) => void (await apply(database.urlAt(), directory)),
      run: (url) => runner.revert(url, directory),
      start: async (url) => {
        // A server of its own is started in a second, a database is made in none.
        const dev = await server.create(`dev_${++devs}`);
        return folder.down(url, { args: ["--to-version", "1", "--skip-checks", "--dev-url", dev.urlAt()] });
      },
      statements: reference.statements,
      assertTruthful: (database, title) => assertDownTruthful(database, directory, reference, title),
      assertFinishes: (database, title) => assertDownFinishes(database, directory, reference, runner, title),
    };
  });
}
