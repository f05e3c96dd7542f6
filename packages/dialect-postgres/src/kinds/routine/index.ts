import { compareWhole, refOf, same, stepsByRules, type StepsContext } from "@atlas/core";
import type { PostgresKind } from "../../kind.ts";
import { aggregateCodec } from "../hcl/aggregate.ts";
import { functionCodec, procedureCodec } from "../hcl/routine.ts";
import { routinePrivilegesQuery } from "../privileges.ts";
import { renamedRoutine } from "../renamed-types.ts";
import { meaningOf } from "./body.ts";
import type { Aggregate, Code, Func, Procedure, Routine } from "./model.ts";
import { aggregatesQuery, argumentsQuery, codeQuery, routineUsesQuery } from "./queries.ts";
import { readAggregates, readFunctions, readProcedures } from "./read.ts";
import { aggregateFacts, canReplaceAggregate, canReplaceCode, codeFacts, sameCode } from "./replace.ts";
import { aggregateSql, codeSql } from "./sql.ts";
import { addRoutine, dropRoutine, modifyRoutine, requires, type RoutineRules } from "./steps.ts";

export type { Aggregate, Func, Procedure } from "./model.ts";

const codeRules: RoutineRules<Code> = {
  createSql: codeSql,
  canReplace: canReplaceCode,
  isSame: sameCode,
  bodyOf: ({ body }) => (body.form === "text" ? body.text : undefined),
};

const aggregateRules: RoutineRules<Aggregate> = {
  createSql: aggregateSql,
  canReplace: (from, to, context) => canReplaceAggregate(from, to, context.from.version),
  isSame: (from, to) => same(aggregateFacts(from), aggregateFacts(to)),
  bodyOf: () => undefined,
};

/** Functions in any language, window functions among them. */
export const functionKind: PostgresKind<Func> = {
  name: "function",
  selectors: ["func"],
  // Asked here for all kinds of routines.
  catalog: [codeQuery, argumentsQuery, routineUsesQuery, routinePrivilegesQuery],
  read: readFunctions,
  hcl: functionCodec,
  ...codeKind<Func>(),
};

export const procedureKind: PostgresKind<Procedure> = {
  name: "procedure",
  selectors: ["proc"],
  catalog: [],
  read: readProcedures,
  hcl: procedureCodec,
  ...codeKind<Procedure>(),
};

export const aggregateKind: PostgresKind<Aggregate> = {
  name: "aggregate",
  catalog: [aggregatesQuery],
  read: readAggregates,
  hcl: aggregateCodec,
  recreatable: true,
  overloads: true,
  title: ({ bareName }) => bareName,
  requires,
  essence: (aggregate) => [aggregate.schema, aggregateFacts(aggregate), aggregate.comment ?? ""],
  compare: (from, to, context) =>
    compareWhole(
      from,
      to,
      (aggregate) => [aggregateFacts({ ...aggregate, schema: "" }), aggregate.comment ?? ""],
      () => (canReplaceAggregate(from, to, context.from.version) ? [] : [refOf(from)]),
    ),
  steps: stepsOf(aggregateRules),
  renamed: renamedRoutine,
};

/** What functions and procedures do in the same way. */
function codeKind<C extends Code>(): Omit<
  PostgresKind<C>,
  "name" | "selectors" | "catalog" | "read" | "hcl"
> {
  return {
    recreatable: true,
    overloads: true,
    title: ({ bareName }) => bareName,
    requires,
    essence: (code) => [
      code.schema,
      codeFacts(code),
      meaningOf(code.body, code.language),
      code.comment ?? "",
    ],
    compare: (from, to) =>
      compareWhole(
        from,
        to,
        (code) => [
          codeFacts({ ...code, schema: "" }),
          sameCode(from, to) ? "" : code.body,
          code.comment ?? "",
        ],
        () => (canReplaceCode(from, to) ? [] : [refOf(from)]),
      ),
    steps: stepsOf<C>(codeRules),
    renamed: renamedRoutine,
  };
}

function stepsOf<R extends Routine>(rules: RoutineRules<R>): PostgresKind<R>["steps"] {
  return stepsByRules<R>({
    add: (routine, context: StepsContext) => addRoutine(routine, context, rules),
    drop: (routine, context) => dropRoutine(routine, context, rules),
    modify: (from, to, context) => modifyRoutine(from, to, context, rules),
  });
}
