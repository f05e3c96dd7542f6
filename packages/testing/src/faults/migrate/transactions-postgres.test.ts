import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { testMajors } from "../../databases.ts";
import { CutProxy } from "../cut-proxy.ts";
import { directoryFor, postgresTransaction } from "./crash-files.ts";
import { postgresCrashes } from "./crash-postgres.ts";
import {
  apply,
  assertFinishes,
  assertTruthful,
  failureOf,
  type Reference,
  referenceOf,
  status,
} from "./crash-run.ts";
import type { CrashServer } from "./crash-server.ts";
import { inTurns } from "./in-turns.ts";

const directory = directoryFor("migrations", postgresTransaction);

for (const major of testMajors([16]))
  for (const txMode of ["file", "all"])
    describe(`a migration on PostgreSQL ${major} with --tx-mode ${txMode}`, () => {
      const stack = new AsyncDisposableStack();
      let server: CrashServer;
      let reference: Reference;
      before(async () => {
        server = stack.use(await postgresCrashes(major).start());
        const [plain, whole] = [await server.create("plain"), await server.create("whole")];
        reference = await referenceOf(plain, whole, directory, txMode);
      });
      after(() => stack.disposeAsync());

      it("is undone and done again when the server is killed at any statement", async () => {
        const runs = await inTurns(postgresTransaction.statements, async (text) => {
          const database = await server.create(`at_${postgresTransaction.statements.indexOf(text)}`);
          const proxy = stack.use(await CutProxy.start(server.port));
          const { promise: reached, resolve } = Promise.withResolvers<void>();
          // With its end: the texts begin alike.
          proxy.cut = { text: `${text};`, when: "within", fault: resolve, holds: true };
          const failure = failureOf(apply(database.urlAt(proxy.port), directory, { txMode }));
          await Promise.race([reached, failure.then((error) => Promise.reject(error))]);
          return { database, failure, text };
        });
        await server.kill();
        for (const { failure, text } of runs) assert.equal((await failure).code, "E_CONNECTION_LOST", text);
        await server.restart();
        await inTurns(runs, async ({ database, text }) => {
          const { revisions } = await status(database.urlAt(), directory);
          assert.equal(revisions.length, txMode === "file" ? 1 : 0, text);
          await assertTruthful(database, directory, reference, text);
          await assertFinishes(database, directory, reference, text, txMode);
        });
      });

      for (const when of ["within", "after"] as const)
        it(`is known to be ${when === "after" ? "" : "un"}done when the connection breaks ${when === "after" ? "after" : "before"} COMMIT`, async () => {
          const database = await server.create(`commit_${when}`);
          if (txMode === "file") await apply(database.urlAt(), directory, { amount: 1 });
          await using proxy = await CutProxy.start(server.port);
          proxy.cut = { text: "COMMIT", when };
          const error = await failureOf(apply(database.urlAt(proxy.port), directory, { txMode }));
          assert.equal(error.code, "E_CONNECTION_LOST");
          const { revisions } = await status(database.urlAt(), directory);
          const done = txMode === "file" ? { within: 1, after: 2 } : { within: 0, after: 3 };
          assert.equal(revisions.length, done[when]);
          await assertTruthful(database, directory, reference, when);
          await assertFinishes(database, directory, reference, when, txMode);
        });
    });
