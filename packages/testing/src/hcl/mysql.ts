import assert from "node:assert/strict";
import { type Driver, emptyState, scriptText, type State } from "@atlas/core";
import { describeChanges, diffStates, normalize, printSteps } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";

/** What a schema is called in texts, whatever the name of its database. */
const called = "main";

/**
 * Brings an SQL schema to a server, writes what is there in HCL and in SQL, makes the schema of each text again and
 * looks whether it is the same: nothing to change in either direction, and the same text.
 *
 * @param driver - of an empty database, which is empty again afterwards.
 * @returns the text in HCL.
 * @throws {AssertionError} when a part was lost on the way.
 */
export async function thereAndBack(driver: Driver, sql: string): Promise<string> {
  const { dialect } = driver;
  const present = await stateOf(driver, sql);
  const text = dialect.hcl.print(present, called);
  const script = sqlOf(driver, present, "  ");

  const fromSql = await stateOf(driver, script);
  assertSame(driver, present, fromSql, script);
  assert.equal(sqlOf(driver, fromSql, "  "), script, "the same SQL comes out");
  assert.equal(dialect.hcl.print(fromSql, called), text, "the SQL says what the HCL says");

  const { objects } = dialect.hcl.read([{ name: "schema.hcl", text }], {
    bound: present.scope.bound !== null,
    variables: {},
  });
  const fromHcl = await stateOf(driver, sqlOf(driver, { ...emptyState(present), objects }, ""));
  assertSame(driver, withoutCounters(present), fromHcl, text);
  assert.equal(dialect.hcl.print(fromHcl, called), text, "the same HCL comes out");
  return text;
}

/** HCL says where a counter starts when somebody wrote it; where it has come to is not written. */
function withoutCounters(state: State): State {
  const objects = state.objects.map((object) => ({ ...object, autoIncrement: undefined }));
  return { ...state, objects };
}

/** The file that makes a state, with the lines that clients need around bodies. */
function sqlOf({ dialect }: Driver, state: State, indent: string): string {
  return printSteps(dialect, state, indent).map(scriptText).join("");
}

async function stateOf(driver: Driver, sql: string): Promise<State> {
  const statements = splitStatements(sql, "schema.sql", driver.dialect.syntax);
  // Emptied after each use, as a database that somebody gave.
  return normalize({ driver, isPrivate: false }, statements, { schemas: [] });
}

function assertSame({ dialect }: Driver, one: State, other: State, text: string): void {
  const changes = (from: State, to: State): readonly string[] =>
    describeChanges(diffStates(dialect, from, to, { policy: { skip: [] } }));
  assert.deepEqual(changes(one, other), [], `nothing was lost of\n${text}`);
  assert.deepEqual(changes(other, one), [], `nothing was added to\n${text}`);
}
