import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { directoryFor } from "./crash-files.ts";
import { apply, assertFinishes, assertTruthful, failureOf, referenceOf, status } from "./crash-run.ts";
import type { CrashKind } from "./crash-server.ts";
import { inTurns } from "./in-turns.ts";
import { HeldRun, pointsOf } from "./held-runs.ts";

/** Kills the server once, with a run at each point in a database of its own. */
export function describeKilledServer(kind: CrashKind): void {
  describe(`a migration on a server of ${kind.label} that is killed`, () => {
    const stack = new AsyncDisposableStack();
    after(() => stack.disposeAsync());

    it("is finished by the next run at every statement, and nothing is done twice or left out", async () => {
      const server = stack.use(await kind.start());
      const directory = directoryFor("migrations", kind.files, "none");
      const [plain, whole] = [await server.create("plain"), await server.create("whole")];
      const reference = await referenceOf(plain, whole, directory);
      const runs = await inTurns(pointsOf(kind), async (point) => {
        const held = await HeldRun.prepare(kind, server, point, directory);
        const failure = failureOf(apply(held.database.urlAt(), directory));
        await held.reached(failure);
        return { held, failure };
      });
      await server.kill();
      for (const { held, failure } of runs)
        assert.equal((await failure).code, "E_CONNECTION_LOST", held.title);
      await server.restart();
      await inTurns(runs, async ({ held }) => {
        await held.release();
        await held.database.removeGate();
        const { revisions } = await status(held.database.urlAt(), directory);
        const row = revisions.find(({ version }) => version === "2");
        const { index, when } = held.point;
        // What has waited too long for its table is tried again, and meanwhile the row says so.
        const isAlone = kind.isAlone(kind.files.statements[index] ?? "");
        const isNamed = (isAlone && when !== "before") || (when === "while" && row?.errorStmt !== "");
        assert.deepEqual(
          [row?.applied ?? 0, row?.errorStmt !== undefined && row.errorStmt !== ""],
          [index, isNamed],
          held.title,
        );
        await assertTruthful(held.database, directory, reference, held.title);
        await assertFinishes(held.database, directory, reference, held.title);
      });
    });
  });
}
