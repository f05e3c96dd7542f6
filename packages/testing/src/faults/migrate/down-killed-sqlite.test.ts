import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { apply } from "./crash-run.ts";
import { heldFiles } from "./down-files.ts";
import { assertDownFinishes, assertDownTruthful, downReference, DownRunner } from "./down-run.ts";
import { inTurns } from "./in-turns.ts";
import { ProgramFolder } from "./program.ts";
import { Site } from "./sqlite-site.ts";

describe("migrate down on SQLite whose process is killed", () => {
  const stack = new AsyncDisposableStack();
  after(() => stack.disposeAsync());

  it("is finished by the next run wherever that was, and nothing is done twice or left out", async () => {
    const { directory } = heldFiles;
    const runner = stack.use(new DownRunner());
    const folder = stack.use(await ProgramFolder.of(directory));
    const [forth, back] = [stack.use(await Site.open()), stack.use(await Site.open())];
    const reference = await downReference(forth, back, directory, runner);
    let isThrough = false;
    const kills = async (deeds: number): Promise<void> => {
      if (isThrough) return;
      await using site = await Site.open();
      await apply(site.urlAt(), directory);
      const { code, signal, output } = await folder.down(site.urlAt(), {
        args: ["--to-version", "1", "--skip-checks"],
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
      await assertDownTruthful(site, directory, reference, title);
      await assertDownFinishes(site, directory, reference, runner, title);
    };
    await inTurns([...Array(200).keys()], kills, 3);
    assert.ok(isThrough);
  });
});
