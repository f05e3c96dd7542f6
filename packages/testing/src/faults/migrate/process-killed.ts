import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { directoryFor } from "./crash-files.ts";
import { apply, assertFinished, referenceOf, status } from "./crash-run.ts";
import type { CrashKind } from "./crash-server.ts";
import { type CrashPoint, HeldRun, pointsOf } from "./held-runs.ts";
import { inTurns } from "./in-turns.ts";
import { ProgramFolder } from "./program.ts";

/** Kills the program with a run at each statement. The server goes on with what it has been sent. */
export function describeKilledProcess(kind: CrashKind): void {
  describe(`a migration on ${kind.label} whose process is killed`, () => {
    const stack = new AsyncDisposableStack();
    after(() => stack.disposeAsync());

    it("is finished by the next run at every statement, which waits for what the server still does", async () => {
      const server = stack.use(await kind.start());
      const directory = directoryFor("migrations", kind.files, "none");
      const folder = stack.use(await ProgramFolder.of(directory));
      const [plain, whole] = [await server.create("plain"), await server.create("whole")];
      const reference = await referenceOf(plain, whole, directory);
      const killed = async (point: CrashPoint): Promise<void> => {
        await using held = await HeldRun.prepare(kind, server, point, directory);
        const program = folder.apply(held.database.urlAt());
        await held.reached(program.ended);
        assert.equal((await program.signal("SIGKILL")).signal, "SIGKILL", held.title);
        const { revisions } = await status(held.database.urlAt(), directory);
        const row = revisions.find(({ version }) => version === "2");
        assert.equal(row?.applied ?? 0, point.index, held.title);
        // The server has not noticed: what runs there is let go of while the next run waits for its lock.
        const next = apply(held.database.urlAt(), directory);
        await held.release();
        await next.catch((error: unknown) => {
          throw new Error(held.title, { cause: error });
        });
        await held.database.removeGate();
        await assertFinished(held.database, directory, reference, held.title);
      };
      await inTurns(onePerStatement(pointsOf(kind)), killed, 4);
    });
  });
}

/** Before one, while the next one runs, after the third. */
function onePerStatement(points: readonly CrashPoint[]): readonly CrashPoint[] {
  const order = ["before", "while", "after"] as const;
  return [...Map.groupBy(points, ({ index }) => index)].flatMap(([index, own]) => {
    const wanted = own.find(({ when }) => when === order[index % order.length]);
    return wanted ?? own.at(-1) ?? [];
  });
}
