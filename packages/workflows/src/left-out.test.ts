import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ObjectKind, refOf, type SchemaObject, type State } from "@atlas/core";
import { leftOutBetween, leftOutOf } from "./left-out.ts";

const nothingElse = { schemas: [], exclude: [] };

function stateOf(...objects: readonly SchemaObject[]): State {
  return {
    dialect: "postgres",
    version: "16.14",
    scope: { bound: null, schemas: [] },
    objects,
    unmanaged: [],
  };
}

const schema: SchemaObject = { kind: "schema", schema: "", name: "public" };

const sequence: SchemaObject = { kind: "sequence", schema: "public", name: "q" };

interface Grant extends SchemaObject {
  readonly privileges: readonly string[];
}

function grant(name: string, ...privileges: readonly string[]): Grant {
  return { kind: "permission", schema: "public", table: "q", name, privileges };
}

/** A kind whose objects change whole. */
function kind<O extends SchemaObject>(name: string, facts: Partial<ObjectKind<O>> = {}): ObjectKind<O> {
  return {
    name,
    recreatable: false,
    requires: () => [],
    compare: (from, to) =>
      JSON.stringify(from) === JSON.stringify(to)
        ? []
        : [{ kind: `modify_${name}`, object: refOf(to), subject: refOf(to) }],
    steps: () => [],
    ...facts,
  };
}

const permission = kind<Grant>("permission", {
  trait: true,
  tally: (from, to) => {
    const [one, other] = [new Set(from?.privileges), new Set(to?.privileges)];
    return { count: one.symmetricDifference(other).size, noun: "grant", on: "on sequence q" };
  },
});

// A kind is only ever given its own objects.
const dialect = { kinds: [kind("schema"), kind("sequence"), permission as unknown as ObjectKind] };

describe("what a mode leaves out", () => {
  it("is counted by the object it is on", () => {
    const present = stateOf(schema, sequence, grant("app", "USAGE"), grant("old", "SELECT"));
    const desired = stateOf(schema, sequence, grant("app", "USAGE", "SELECT"), grant("new", "UPDATE"));
    const [left, ...others] = leftOutBetween(dialect, present, desired, nothingElse);
    assert.deepEqual(others, []);
    assert.equal(left?.difference, "3 grants on sequence q");
    assert.equal(left?.mode, "permissions");
  });

  it("is nothing where it is managed, equal, excluded, or goes with its object", () => {
    const present = stateOf(schema, sequence, grant("app", "USAGE"));
    const desired = stateOf(schema, sequence);
    const managed = { ...nothingElse, mode: { permissions: true } };
    assert.deepEqual(leftOutBetween(dialect, present, desired, managed), []);
    assert.deepEqual(leftOutBetween(dialect, present, present, nothingElse), []);
    const excluded = { schemas: [], exclude: ["public.q"] };
    assert.deepEqual(leftOutBetween(dialect, present, desired, excluded), []);
    assert.deepEqual(leftOutBetween(dialect, present, stateOf(schema), nothingElse), []);
  });

  it("is named one by one where a class that is managed as a rule is switched off", () => {
    const off = { ...nothingElse, mode: { objects: false } };
    const left = leftOutBetween(dialect, stateOf(schema), stateOf(schema, sequence), off);
    assert.deepEqual(
      left.map(({ difference }) => difference),
      ["sequence public.q is declared and not there"],
    );
  });

  it("is said of one state, too", () => {
    const [left] = leftOutOf(
      dialect,
      stateOf(schema, sequence, grant("app", "USAGE", "SELECT")),
      nothingElse,
    );
    assert.equal(left?.difference, "2 grants on sequence q");
  });
});
