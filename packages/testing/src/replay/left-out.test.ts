import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type WorkflowEvent, replayedState } from "@atlas/workflows";
import { mysqlServers } from "../databases.ts";
import { migration, namesOf, replayBench } from "./fixture.ts";

for (const { label, dialect, build } of mysqlServers())
  describe(`statements about the server in migration files on ${label}`, () => {
    it("are left out of a replay, which names their files", async () => {
      await using bench = await replayBench();
      const request = bench.request(dialect, `embedded://${build.flavour}/${build.version}/dev`);
      const tables = Array.from({ length: 6 }, (_, at) => `CREATE TABLE t${at} (id int PRIMARY KEY);`);
      const files = [
        migration("1.sql", tables.join("\n")),
        migration(
          "2.sql",
          "CREATE USER jo@localhost;\nGRANT ALL ON *.* TO jo@localhost;\nSET GLOBAL max_connections = 3;",
        ),
      ];
      const told: string[] = [];
      const onEvent = (event: WorkflowEvent): void => {
        if (event.type === "notice") told.push(event.notice.message);
      };
      const state = async (...more: readonly ReturnType<typeof migration>[]) =>
        replayedState([...files, ...more], request, bench.deps, { ...bench.context, onEvent });
      assert.equal(namesOf(await state()).length, 6);
      assert.match(told.join(), /not run on the dev database: 2\.sql$/);
      const more = migration(
        "3.sql",
        "GRANT SELECT ON t3 TO jo@localhost;\nALTER TABLE t3 ADD COLUMN c int;",
      );
      assert.equal(namesOf(await state(more)).length, 6);
      assert.match(told.at(-1) ?? "", /not run on the dev database: 3\.sql$/);
      assert.equal(told.length, 2);
    });
  });
