import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { directoryFor, sqliteFiles } from "./crash-files.ts";
import { assertFinishes, assertTruthful, referenceOf } from "./crash-run.ts";
import { inTurns } from "./in-turns.ts";
import { ProgramFolder } from "./program.ts";
import { Site } from "./sqlite-site.ts";

for (const txMode of ["none", "file", "all"])
  describe(`a migration on SQLite with --tx-mode ${txMode} whose process is killed`, () => {
    const stack = new AsyncDisposableStack();
    after(() => stack.disposeAsync());

    it("is finished by the next run wherever that was, and nothing is done twice or left out", async () => {
      const directory = directoryFor("migrations", sqliteFiles);
      const folder = stack.use(await ProgramFolder.of(directory));
      const [plain, whole] = [stack.use(await Site.open()), stack.use(await Site.open())];
      const reference = await referenceOf(plain, whole, directory, txMode);
      let isThrough = false;
      const kills = async (deeds: number): Promise<void> => {
        if (isThrough) return;
        await using site = await Site.open();
        const { code, signal, output } = await folder.apply(site.urlAt(), {
          args: ["--tx-mode", txMode],
          env: {
            NODE_OPTIONS: `--import ${import.meta.resolve("./die-at.ts")}`,
            ATLAS_DIE_AT: String(deeds),
          },
        }).ended;
        const title = `killed after ${deeds} deeds`;
        if (signal !== "SIGKILL") {
          assert.equal(code, 0, output);
          isThrough = true;
          return;
        }
        await assertTruthful(site, directory, reference, title);
        await assertFinishes(site, directory, reference, title, txMode);
      };
      // One transaction for all files is like one for each, but for where it ends.
      const step = txMode === "all" ? 3 : 1;
      await inTurns(
        Array.from({ length: 200 }, (_, at) => at * step),
        kills,
        3,
      );
      assert.ok(isThrough);
    });
  });
