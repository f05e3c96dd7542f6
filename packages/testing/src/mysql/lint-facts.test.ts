import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Model, State } from "@atlas/core";
import { mysql } from "@atlas/dialect-mysql";
import { analyzeFile, analyzers, diffModels, type LintFile, noAnalysisSettings } from "@atlas/lint";
import {
  closeServers,
  isSince,
  type MysqlTestServer,
  mysqlServers,
  type TestDatabase,
} from "../databases.ts";
import { type LintCase, lintCases } from "./lint-cases.ts";

after(closeServers);

/** What is written anew in place: others may go on, and only an algorithm that does less is refused. */
const rewrites = new Set(["MY132", "MY137", "MY141", "MY142", "MY146", "MY147"]);

for (const server of mysqlServers())
  describe(`lint of ALTER TABLE on ${server.label}`, () => {
    for (const one of lintCases) {
      if ((one.only && one.only !== server.flavour) || !isSince(server, one.since)) continue;
      const from = `(${one.from ?? ""})`;
      it(`${one.alter.slice(0, 60)} from ${from.slice(0, 60)} ${one.options ?? ""}`, async () => {
        await using database = await server.open();
        await database.raw(createSql(one));
        const wanted = codesOf(one, server);
        const before = await stateOf(database);
        const refusal = await change(database, one, wanted, server);
        const found = codesIn(before, await stateOf(database), one, server);
        assert.deepEqual(found, wanted);
        if (isDeafTo(one.alter, server)) return;
        if (wanted.length === 0) assert.equal(refusal, undefined, "the server holds others up");
        else assert.notEqual(refusal, undefined, "the server holds nobody up");
      });
    }
  });

function createSql({ from, options = "", before = "", keyless }: LintCase): string {
  const created = before.replace(/; *SET .*$/, "");
  const columns = [`id int NOT NULL${keyless ? "" : " PRIMARY KEY"}`, ...(from ? [from] : [])].join(", ");
  return `${created === "" ? "" : `${created}; `}CREATE TABLE t (${columns}) ENGINE InnoDB CHARSET utf8mb4 ${options}`;
}

function checksOff({ before = "" }: LintCase): readonly string[] {
  return before.includes("SET foreign_key_checks = 0") ? ["SET foreign_key_checks = 0"] : [];
}

function alterSql({ alter }: LintCase, asked = ""): string {
  const [, head = alter, tail = ""] = /^(.*?)((?:PARTITION BY|REMOVE PARTITIONING).*)$/.exec(alter) ?? [];
  const actions = [asked, head.trim()].filter(Boolean).join(", ");
  return `ALTER TABLE t ${actions} ${tail}`;
}

function codesOf({ codes: present, former }: LintCase, server: MysqlTestServer): readonly string[] {
  const codes = former && !isSince(server, former.since) ? former.codes : present;
  const own = typeof codes === "string" || isList(codes) ? codes : codes[server.flavour];
  return own === undefined ? [] : typeof own === "string" ? [own] : own;
}

/** `Array.isArray` does not know readonly lists. */
function isList(codes: LintCase["codes"]): codes is readonly string[] {
  return Array.isArray(codes);
}

/**
 * Makes the change without holding anybody up, or, where the server refuses that, as it is.
 *
 * @returns why it was refused; `undefined`: it was not.
 */
async function change(
  database: TestDatabase,
  one: LintCase,
  wanted: readonly string[],
  server: MysqlTestServer,
): Promise<string | undefined> {
  const { flavour } = server;
  const isRewrite = wanted.some((code) => rewrites.has(code));
  const mysqlWay = isRewrite ? "ALGORITHM=INSTANT" : "ALGORITHM=INPLACE, LOCK=NONE";
  const asked = flavour === "mariadb" ? "ALGORITHM=NOCOPY, LOCK=NONE" : mysqlWay;
  const run = (sql: string): Promise<unknown> => database.raw([...checksOff(one), sql].join("; "));
  try {
    await run(alterSql(one, isDeafTo(one.alter, server) ? "" : asked));
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!/ALGORITHM|LOCK=|LOCK type/i.test(message)) throw error;
    await run(alterSql(one));
    return message;
  }
}

/**
 * MariaDB knows no algorithms of partitions, and takes any for another engine, of which it copies the table all the
 * same. MySQL before 8.0 takes none where single partitions come and go.
 */
function isDeafTo(alter: string, server: MysqlTestServer): boolean {
  if (server.flavour === "mariadb") return /ENGINE|PARTITION/.test(alter);
  return !isSince(server, { mysql: "8.0.0" }) && alter.startsWith("ADD PARTITION");
}

async function stateOf(database: TestDatabase): Promise<State> {
  await using driver = await database.connect();
  return await driver.inspect({ schemas: [] });
}

function modelOf(state: State): Model {
  const model = mysql.model?.(state);
  assert.ok(model);
  return model;
}

function codesIn(from: State, to: State, one: LintCase, server: MysqlTestServer): readonly string[] {
  const [before, after] = [modelOf(from), modelOf(to)];
  const checks = checksOff(one).map((text) => ({ start: 0, text, changes: [], from: before, to: before }));
  const text = alterSql(one);
  const file: LintFile = {
    name: "1.sql",
    version: "1",
    text,
    isPlain: true,
    statements: [...checks, { start: 0, text, changes: diffModels(before, after), from: before, to: after }],
    checks: [],
    from: before,
    to: after,
  };
  const report = analyzeFile(file, analyzers, noAnalysisSettings, {
    dialect: "mysql",
    family: server.flavour,
    version: from.version,
    syntax: mysql.syntax,
  });
  return (report?.reports ?? []).flatMap(({ text: title, diagnostics }) =>
    title === "table copy or blocking operation detected" ? diagnostics.map(({ code }) => code) : [],
  );
}
