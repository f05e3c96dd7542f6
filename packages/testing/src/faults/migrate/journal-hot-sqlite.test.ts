import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { after, describe, it } from "node:test";
import { directoryOf } from "@atlas/migrate";
import { assertFinishes, assertTruthful, referenceOf } from "./crash-run.ts";
import { ProgramFolder } from "./program.ts";
import { Site } from "./sqlite-site.ts";

const statement = "UPDATE big SET n = n + 1";

/** More than SQLite keeps in memory, so that it writes to the file long before the transaction ends. */
const directory = directoryOf("migrations", "atlas", [
  {
    name: "1_before.sql",
    text: `CREATE TABLE big (n int, c text);
INSERT INTO big WITH RECURSIVE r (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 1500) SELECT i, printf('%02000d', i) FROM r;
`,
  },
  {
    name: "2_crash.sql",
    text: `CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);\n${statement};\nINSERT INTO a VALUES (2);\n`,
  },
  { name: "3_after.sql", text: "CREATE TABLE b (n int);\n" },
]);

for (const txMode of ["none", "file", "all"])
  describe(`a migration on SQLite with --tx-mode ${txMode} that is killed while it writes`, () => {
    const stack = new AsyncDisposableStack();
    after(() => stack.disposeAsync());

    for (const place of [statement, "COMMIT"])
      it(`leaves a journal that undoes it at ${place}, and the next run finishes`, async () => {
        const folder = stack.use(await ProgramFolder.of(directory));
        const [plain, whole] = [stack.use(await Site.open()), stack.use(await Site.open())];
        const reference = await referenceOf(plain, whole, directory, txMode);
        // The end of the statement may come before the kill.
        for (let tries = 0; ; tries++) {
          assert.ok(tries < 20, "a journal was left behind");
          await using site = await Site.open();
          const file = new URL(site.urlAt()).pathname;
          const { code, signal, output } = await folder.apply(site.urlAt(), {
            args: ["--tx-mode", txMode],
            env: {
              NODE_OPTIONS: `--import ${import.meta.resolve("./die-in.ts")}`,
              ATLAS_DIE_IN: place === statement ? place : `${statement}; ${place}`,
              ATLAS_DIE_FILE: file,
            },
          }).ended;
          if (signal !== "SIGKILL") {
            assert.equal(code, 0, output);
            continue;
          }
          const isHot = (statSync(`${file}-journal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
          await assertTruthful(site, directory, reference, place);
          await assertFinishes(site, directory, reference, place, txMode);
          if (isHot) break;
        }
      });
  });
