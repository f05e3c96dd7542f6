import assert from "node:assert/strict";
import { AtlasError, type Driver, type SchemaObject, type SqlStatement, type State } from "@atlas/core";
import { describeChanges, diffStates, normalize, printSteps } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import type { VocabularyRecord } from "./vocabulary-record.ts";

/** Kinds of a schema that are not written in HCL yet, such as `function`; empty: the schema was there and back. */
export type Unwritten = readonly string[];

/**
 * Brings an SQL schema to a server, writes what is there in HCL, reads the text, makes the schema of it again
 * and looks whether it is the same: nothing to change in either direction, and the same text.
 *
 * @param driver - of an empty database, which is empty again afterwards.
 * @param record - takes note of the text once it was there and back.
 * @throws {AssertionError} when a part was lost on the way.
 */
export async function roundTrip(driver: Driver, sql: string, record?: VocabularyRecord): Promise<Unwritten> {
  const present = await stateOf(driver, statementsOf(driver, sql));
  const kinds = unwritten(driver, present.objects);
  if (kinds.length === 0) record?.add(await thereAndBack(driver, present));
  return kinds;
}

/**
 * The same for many schemas at once, each in a schema of the database for itself.
 *
 * @param schemas - SQL that names no schema, by the name of the schema it is put into.
 * @returns what could not be written, by the same names.
 */
export async function roundTripOfMany(
  driver: Driver,
  schemas: ReadonlyMap<string, string>,
  record?: VocabularyRecord,
): Promise<ReadonlyMap<string, Unwritten>> {
  const all = [...schemas].flatMap(([name, sql]) => [
    ...statementsOf(driver, `CREATE SCHEMA ${name}; SET search_path = ${name};`),
    ...statementsOf(driver, sql),
  ]);
  const present = await stateOf(driver, all);
  const schemaOf = ({ kind, schema, name }: SchemaObject): string => (kind === "schema" ? name : schema);
  const kinds = new Map(
    [...schemas.keys()].map((name) => [
      name,
      unwritten(
        driver,
        present.objects.filter((object) => schemaOf(object) === name),
      ),
    ]),
  );
  const text = await thereAndBack(driver, {
    ...present,
    objects: present.objects.filter((object) => (kinds.get(schemaOf(object)) ?? []).length === 0),
  });
  record?.add(text);
  return kinds;
}

/** @returns the text. */
async function thereAndBack(driver: Driver, present: State): Promise<string> {
  const { dialect } = driver;
  const language = dialect.hcl;
  if (!language) throw new Error(`${dialect.name} has no HCL`);
  const text = language.print(present);
  const bound = present.scope.bound !== null;
  const { objects } = language.read([{ name: "schema.hcl", text }], { bound, variables: {} });
  const declared: State = { ...present, objects, unmanaged: [] };
  const steps = printSteps(dialect, declared, "");
  const again = await stateOf(
    driver,
    steps.map(({ sql }, at) => ({ text: sql, file: "plan.sql", line: at + 1, column: 1 })),
  );
  assert.deepEqual(changes(driver, present, again), [], "nothing was lost");
  assert.deepEqual(changes(driver, again, present), [], "nothing was added");
  assert.equal(language.print(again), text, "the same text comes out");
  return text;
}

function unwritten({ dialect }: Driver, objects: readonly SchemaObject[]): Unwritten {
  const state: State = {
    dialect: dialect.name,
    version: "",
    scope: { bound: null, schemas: [] },
    objects,
    unmanaged: [],
  };
  const text = dialect.hcl?.print(state) ?? "";
  const kinds = [...text.matchAll(/^# not written in HCL: (\S+)/gm)].map(([, kind = ""]) => kind);
  return [...new Set(kinds)].toSorted();
}

function statementsOf({ dialect }: Driver, sql: string): readonly SqlStatement[] {
  return splitStatements(sql, "schema.sql", dialect.syntax);
}

async function stateOf(driver: Driver, statements: readonly SqlStatement[]): Promise<State> {
  // Rolled back after each use, as a database that somebody gave.
  return normalize({ driver, isPrivate: false }, statements, { schemas: [] });
}

/** What one database would have to change to be like the other. */
function changes({ dialect }: Driver, from: State, to: State): readonly string[] {
  try {
    return describeChanges(diffStates(dialect, from, to, { policy: { skip: [] } }));
  } catch (error) {
    if (error instanceof AtlasError) return [error.message];
    throw error;
  }
}
