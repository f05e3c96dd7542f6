import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, excludeFrom } from "@atlas/core";
import { databaseWith, holds, run, stateOf, tablesOf, tableSteps } from "../../test-support.ts";
import { tableKind } from "./kind.ts";

const texts = (steps: readonly { readonly sql: string }[]): readonly string[] =>
  steps.map((step) => step.sql);

describe("a table that SQLite cannot alter in place", () => {
  it("is built anew, in steps that say what they do", async () => {
    await using driver = await databaseWith(
      "CREATE TABLE t (id integer PRIMARY KEY, name text); CREATE INDEX i ON t (name)",
    );
    const steps = await tableSteps(
      driver,
      "CREATE TABLE t (id integer PRIMARY KEY, name text NOT NULL DEFAULT 'x'); CREATE INDEX i ON t (name)",
    );
    assert.deepEqual(
      steps.map((step) => [step.comment, step.sql]),
      [
        ["disable the enforcement of foreign-keys constraints", "PRAGMA foreign_keys = off"],
        [
          'create "new_t" table',
          "CREATE TABLE `new_t` (`id` integer NULL, `name` text NOT NULL DEFAULT 'x', PRIMARY KEY (`id`))",
        ],
        [
          'copy rows from old table "t" to new temporary table "new_t"',
          "INSERT INTO `new_t` (`id`, `name`) SELECT `id`, IFNULL(`name`, 'x') AS `name` FROM `t`",
        ],
        ['drop "t" table after copying rows', "DROP TABLE `t`"],
        ['rename temporary table "new_t" to "t"', "ALTER TABLE `new_t` RENAME TO `t`"],
        ['create index "i" to table: "t"', "CREATE INDEX `i` ON `t` (`name`)"],
        ["enable back the enforcement of foreign-keys constraints", "PRAGMA foreign_keys = on"],
      ],
    );
    assert.ok(steps.every((step) => !step.losesData));
  });

  it("keeps the rowids where no column carries them, under a name that no column has", async () => {
    const copies = async (from: string, to: string): Promise<string | undefined> => {
      await using driver = await databaseWith(from);
      return texts(await tableSteps(driver, to)).find((sql) => sql.startsWith("INSERT"));
    };
    assert.equal(
      await copies("CREATE TABLE t (v text)", "CREATE TABLE t (v text NOT NULL)"),
      "INSERT INTO `new_t` (`rowid`, `v`) SELECT `rowid`, `v` FROM `t`",
    );
    assert.equal(
      await copies("CREATE TABLE t (v text)", "CREATE TABLE t (v text, rowid text UNIQUE)"),
      "INSERT INTO `new_t` (`_rowid_`, `v`) SELECT `rowid`, `v` FROM `t`",
    );
    assert.equal(
      await copies("CREATE TABLE t (v text)", "CREATE TABLE t (v text PRIMARY KEY) WITHOUT ROWID"),
      "INSERT INTO `new_t` (`v`) SELECT `v` FROM `t`",
    );
  });

  it("is refused while something of it is excluded, as that would be lost", async () => {
    const from = await stateOf(
      "CREATE TABLE t (id integer PRIMARY KEY, v text, secret text); CREATE INDEX s ON t (secret)",
    );
    const to = await stateOf("CREATE TABLE t (id integer PRIMARY KEY, v text NOT NULL)");
    const pruned = excludeFrom(from, ["t.secret", "t.s"], [tableKind]);
    const [before] = tablesOf(pruned);
    const [after] = tablesOf(to);
    assert.ok(before && after);
    const context = { from: pruned, to, indent: "", detach: new Set<string>() };
    assert.throws(
      () => tableKind.steps(tableKind.compare(before, after, context), context),
      (error) =>
        error instanceof AtlasError &&
        error.code === "E_UNSUPPORTED_CHANGE" &&
        error.message.includes('column "secret", index "s"'),
    );
    assert.deepEqual(tableKind.essence?.(before), tableKind.essence?.({ ...after, columns: before.columns }));
  });

  it("says so when there is nothing to copy", async () => {
    await using driver = await databaseWith("CREATE TABLE t (a int PRIMARY KEY)");
    const steps = await tableSteps(driver, "CREATE TABLE t (b int PRIMARY KEY)");
    assert.ok(!texts(steps).some((sql) => sql.startsWith("INSERT")));
    const drop = steps.find((step) => step.sql === "DROP TABLE `t`");
    assert.equal(drop?.comment, 'drop "t" table without copying rows (no columns)');
    assert.deepEqual(drop?.loses, ['column "t.a"']);
  });

  it("keeps rows, indexes, references to it and the numbers it has given out", async () => {
    const child = "CREATE TABLE c (p int REFERENCES t (id) ON DELETE CASCADE)";
    await using driver = await databaseWith(
      `CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, a text); CREATE INDEX i ON t (a); ${child};
       INSERT INTO t (id, a) VALUES (1, '007'), (9, NULL); DELETE FROM t WHERE id = 9; INSERT INTO c VALUES (1)`,
    );
    const desired = `CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, a text CHECK (t.a <> '')); CREATE INDEX i ON t (a); ${child}`;
    await run(driver, await tableSteps(driver, desired));
    assert.deepEqual(texts(await tableSteps(driver, desired)), []);
    assert.ok(await holds(driver, "(SELECT group_concat(id || a) FROM t) = '1007'"));
    assert.ok(await holds(driver, "(SELECT group_concat(p) FROM c) = '1'"));
    await driver.execute("INSERT INTO t (a) VALUES ('new')");
    assert.ok(await holds(driver, "(SELECT max(id) FROM t) = 10"));
    await driver.execute("DELETE FROM t");
    assert.ok(await holds(driver, "NOT EXISTS (SELECT * FROM c)"), "the reference works again");
  });

  it("never drops rows silently because of conflict clauses of the new table", async () => {
    await using driver = await databaseWith("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
    const steps = await tableSteps(driver, "CREATE TABLE t (a int UNIQUE ON CONFLICT REPLACE)");
    await assert.rejects(run(driver, steps), /UNIQUE constraint failed/);
    await driver.rollback();
    assert.ok(await holds(driver, "(SELECT count(*) FROM t) = 2"));
  });

  it("is refused before the commit when rows would refer to nothing", async () => {
    await using driver = await databaseWith(
      "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p int); INSERT INTO c VALUES (5)",
    );
    const steps = await tableSteps(
      driver,
      "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p int REFERENCES p (id))",
    );
    await assert.rejects(run(driver, steps), (error) => {
      assert.ok(error instanceof AtlasError);
      assert.equal(error.code, "E_APPLY");
      assert.match(error.message, /^sql\/sqlite: foreign key mismatch: \[\{tbl:c ref:p row:1 index:0\}\]$/);
      return true;
    });
    assert.equal((await tableSteps(driver, "CREATE TABLE c (p int)")).length, 0);
  });

  it("takes another name meanwhile when the usual one is taken", async () => {
    await using driver = await databaseWith("CREATE TABLE t (a int); CREATE VIEW New_t AS SELECT 1");
    const steps = await tableSteps(driver, "CREATE TABLE t (a text)");
    assert.ok(texts(steps).includes("CREATE TABLE `new_t_2` (`a` text NULL)"));
  });

  it("says when values are converted or become computed", async () => {
    await using driver = await databaseWith("CREATE TABLE t (a text, b int, c int)");
    const steps = await tableSteps(driver, "CREATE TABLE t (a int, b text, c int AS (1) STORED)");
    assert.deepEqual(steps.find((step) => step.losesData)?.loses, [
      'exact values of column "t.a", which are converted to int',
      'values of column "t.c"',
    ]);
  });
});

describe("a table whose name changes in case only", () => {
  const stepsFor = async (from: string, to: string): Promise<readonly string[]> => {
    const [before, after] = [await stateOf(from), await stateOf(to)];
    const [present] = tablesOf(before);
    const [desired] = tablesOf(after);
    assert.ok(present && desired);
    const subject = (name: string) => ({ kind: "table", schema: "", name });
    const change = (kind: string, name: string) => ({ kind, object: subject(name), subject: subject(name) });
    const context = { from: before, to: after, indent: "", detach: new Set<string>() };
    const drop = { ...change("drop_table", present.name), from: present };
    const add = { ...change("add_table", desired.name), to: desired };
    return [...tableKind.steps([drop], context), ...tableKind.steps([add], context)].map((step) => step.sql);
  };

  it("is the same table to SQLite: its rows are copied and never dropped first", async () => {
    const steps = await stepsFor("CREATE TABLE users (a)", "CREATE TABLE Users (a)");
    assert.equal(steps[1], "INSERT INTO `new_Users` (`rowid`, `a`) SELECT `rowid`, `a` FROM `users`");
  });

  it("is refused by name while a view uses it", async () => {
    const view = "CREATE VIEW v AS SELECT * FROM users";
    await assert.rejects(
      stepsFor(`CREATE TABLE users (a); ${view}`, `CREATE TABLE Users (a); ${view}`),
      /table "users" cannot become "Users" while it is used by view "v"/,
    );
  });
});

describe("a change that SQLite can make in place", () => {
  const inPlace: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "CREATE TABLE t (a)",
      "CREATE TABLE t (a, b varchar(9) NOT NULL DEFAULT 'x')",
      ["ALTER TABLE `t` ADD COLUMN `b` varchar(9) NOT NULL DEFAULT 'x'"],
    ],
    [
      "CREATE TABLE t (a)",
      "CREATE TABLE t (a, b int AS (a + 1))",
      ["ALTER TABLE `t` ADD COLUMN `b` int NULL AS (a + 1) VIRTUAL"],
    ],
    [
      "CREATE TABLE t (a, b); CREATE INDEX i ON t (b)",
      "CREATE TABLE t (a)",
      ["DROP INDEX `i`", "ALTER TABLE `t` DROP COLUMN `b`"],
    ],
    [
      "CREATE TABLE t (a); CREATE INDEX i ON t (a)",
      "CREATE TABLE t (a); CREATE UNIQUE INDEX i ON t (abs(a) DESC) WHERE a > 1",
      ["DROP INDEX `i`", "CREATE UNIQUE INDEX `i` ON `t` ((abs(a)) DESC) WHERE a > 1"],
    ],
  ];
  for (const [from, to, expected] of inPlace)
    it(`needs no rebuild: ${expected.join("; ")}`, async () => {
      await using driver = await databaseWith(from);
      const steps = await tableSteps(driver, to);
      assert.deepEqual(texts(steps), expected);
      await run(driver, steps);
      assert.deepEqual(texts(await tableSteps(driver, to)), []);
    });

  it("is not tried where SQLite would refuse it", async () => {
    for (const [from, to] of [
      ["CREATE TABLE t (a)", "CREATE TABLE t (a, b DEFAULT CURRENT_TIMESTAMP)"],
      ["CREATE TABLE t (a)", "CREATE TABLE t (a, b int AS (a) STORED)"],
      ["CREATE TABLE t (a, b UNIQUE)", "CREATE TABLE t (a)"],
      ["CREATE TABLE t (a, b, CHECK (b > 1))", "CREATE TABLE t (a)"],
      ["CREATE TABLE t (a, b, c AS (b))", "CREATE TABLE t (a)"],
      // Without the column the same words are a text.
      ['CREATE TABLE t (a, b, CHECK (a <> "b"))', 'CREATE TABLE t (a, CHECK (a <> "b"))'],
    ] as const) {
      await using driver = await databaseWith(from);
      const steps = await tableSteps(driver, to);
      assert.ok(texts(steps).includes("DROP TABLE `t`"), to);
      await run(driver, steps);
      assert.deepEqual(texts(await tableSteps(driver, to)), []);
    }
  });
});
