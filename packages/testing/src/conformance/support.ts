import assert from "node:assert/strict";
import { type Dialect, type Driver, harmless, type Plan, type State, type Step } from "@atlas/core";
import { ApplyError, makePlan } from "@atlas/engine";
import type { TestDatabase } from "../databases.ts";

/** What a dialect's databases are opened with, and the little that cannot be said in the same SQL for all. */
export interface ConformanceOptions {
  /** An empty database of its own. */
  readonly open: () => Promise<TestDatabase>;
  /** Where desired states are read: `sqlite://dev?mode=memory`. */
  readonly devUrl: string;
  /** A statement that runs for a minute; absent where the driver runs inside this process and cannot be cut off. */
  readonly slowStatement?: string;
  /** A type for texts of any letters. Default: `varchar(80)`. */
  readonly textType?: string;
  /** Names that its identifiers can be. Default: all. */
  readonly mayBeNamed?: (name: string) => boolean;
  /** A schema in this dialect's own words: as many kinds of objects as it has. */
  readonly richSchema: string;
}

export function stateOf(driver: Driver): Promise<State> {
  return driver.inspect({ schemas: [] });
}

export function plan(dialect: Dialect, from: State, to: State): Plan {
  return makePlan(dialect, from, to, { policy: { skip: [] }, indent: "" });
}

export function sqlOf(plan: Plan): readonly string[] {
  return plan.steps.map((step) => step.sql);
}

export function tablesOf(state: State): readonly string[] {
  return state.objects
    .filter((object) => object.kind === "table")
    .map((object) => object.name)
    .toSorted();
}

/** Without the schema that an empty database already has. */
export function withoutOwn(state: State): State {
  return {
    ...state,
    objects: state.objects.filter((object) => !(object.kind === "schema" && object.name === "public")),
  };
}

/** A plan of statements that nobody compared states for. */
export function planOf(dialect: Dialect, statements: readonly string[]): Plan {
  const steps = statements.map((sql): Step => ({
    ...harmless,
    transactional: dialect.features.transactionalDdl,
    sql,
    comment: "run a statement",
    sources: [],
  }));
  return {
    formatVersion: 1,
    dialect: dialect.name,
    scope: { bound: null, schemas: [] },
    from: "",
    to: "",
    steps,
    skipped: [],
    unmanaged: [],
  };
}

export async function failureOf(applying: Promise<unknown>): Promise<ApplyError> {
  const error = await applying.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ApplyError, `it did not fail as it should: ${String(error)}`);
  return error;
}

export function statusesOf(error: ApplyError): readonly string[] {
  return error.report.steps.map((step) => step.status);
}
