import {
  alterStep,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refKey,
  refOf,
  schemaOf,
  type StepsContext,
} from "@atlas/core";
import { commentStep, ident } from "../../text.ts";
import { type Access, accessSql, accessStep } from "../privileges.ts";
import { freeName, hasNamesake, isRoutine, mentioned } from "./mentions.ts";
import { isInput, type Routine } from "./model.ts";
import { signature, wordOf } from "./sql.ts";
import { storedResultsRemark } from "./stored.ts";

/** How one sort of routine is written and replaced. */
export interface RoutineRules<R extends Routine> {
  createSql(verb: "CREATE" | "CREATE OR REPLACE", routine: R): string;
  /** Whether CREATE OR REPLACE makes the one out of the other. */
  canReplace(from: R, to: R, context: StepsContext): boolean;
  /** Whether only comments differ, at most. */
  isSame(from: R, to: R): boolean;
  /** SQL inside of it that the server does not look into. */
  bodyOf(routine: R): string | undefined;
}

export function requires(routine: Routine): readonly Ref[] {
  return [...schemaOf(routine), ...routine.uses];
}

export function addRoutine<R extends Routine>(
  routine: R,
  context: StepsContext,
  rules: RoutineRules<R>,
): readonly DraftStep[] {
  const target = targetOf(routine, context);
  const change = `add_${routine.kind}`;
  const text = {
    sql: rules.createSql("CREATE", routine),
    comment: `create "${routine.bareName}" ${routine.kind}`,
    undo: [`DROP ${target}`],
  };
  return [
    {
      ...createStep(routine, text, requires(routine)),
      prefers: [...prefersOf(routine, context, rules), freeName(routine)],
    },
    ...(routine.comment === undefined ? [] : [describe(routine, undefined, change, context)]),
    ...restoreAccess(routine, context),
  ];
}

export function dropRoutine<R extends Routine>(
  routine: R,
  context: StepsContext,
  rules: RoutineRules<R>,
): readonly DraftStep[] {
  const undo = [
    rules.createSql("CREATE", routine),
    ...(routine.comment === undefined
      ? []
      : [describe(routine, undefined, `add_${routine.kind}`, context).sql]),
    ...(routine.access ? accessStatements(routine, routine.access, context) : []),
  ];
  const text = {
    sql: `DROP ${targetOf(routine, context)}`,
    comment: `drop "${routine.bareName}" ${routine.kind}`,
    undo,
  };
  return [{ ...dropStep(routine, text, requires(routine)), creates: [freeName(routine)] }];
}

export function modifyRoutine<R extends Routine>(
  from: R,
  to: R,
  context: StepsContext,
  rules: RoutineRules<R>,
): readonly DraftStep[] {
  if (!rules.canReplace(from, to, context))
    return [...dropRoutine(from, context, rules), ...addRoutine(to, context, rules)];
  const undo = rules.canReplace(to, from, context) ? [rules.createSql("CREATE OR REPLACE", from)] : [];
  const text = {
    sql: rules.createSql("CREATE OR REPLACE", to),
    comment: `modify "${to.bareName}" ${to.kind}`,
    undo,
  };
  const remark = rules.isSame(from, to)
    ? undefined
    : storedResultsRemark(refOf(to), "gets another body", context.to);
  return [
    ...(rules.isSame(from, to)
      ? []
      : [
          alterStep(to, text, {
            ...(remark !== undefined && { remarks: [remark] }),
            // Who uses what is new in it comes after it.
            creates: [refOf(to)],
            needs: to.uses,
            releases: from.uses,
            prefers: prefersOf(to, context, rules),
          }),
        ]),
    ...((from.comment ?? "") === (to.comment ?? "")
      ? []
      : [describe(to, from.comment, `modify_${to.kind}`, context)]),
  ];
}

function prefersOf<R extends Routine>(
  routine: R,
  context: StepsContext,
  rules: RoutineRules<R>,
): readonly Ref[] {
  const body = rules.bodyOf(routine);
  if (body === undefined) return [];
  const own = refKey(refOf(routine));
  return mentioned(body, context.to).filter((ref) => refKey(ref) !== own);
}

/** `FUNCTION "public"."f"`. */
function targetOf(routine: Routine, context: StepsContext): string {
  const isAmbiguous = hasNamesake(routine, context.from) || hasNamesake(routine, context.to);
  return `${wordOf(routine)} ${signature(routine, isAmbiguous)}`;
}

function describe(
  routine: Routine,
  previous: string | undefined,
  change: string,
  context: StepsContext,
): DraftStep {
  const { kind, bareName, comment } = routine;
  const what = targetOf(routine, context);
  return commentStep(what, `${kind}: "${bareName}"`, refOf(routine), comment, previous, change);
}

/** A routine that is made again gets back its owner and who may run it. */
function restoreAccess(routine: Routine, context: StepsContext): readonly DraftStep[] {
  const key = refKey(refOf(routine));
  const previous = context.from.objects.find((object) => refKey(refOf(object)) === key);
  if (!previous || !isRoutine(previous) || !previous.access) return [];
  const source = { change: `add_${routine.kind}`, subject: refOf(routine) };
  return accessStatements(routine, previous.access, context).map((sql) =>
    accessStep(sql, `restore privileges of "${routine.bareName}" ${routine.kind}`, source, [refOf(routine)]),
  );
}

function accessStatements(routine: Routine, access: Access, context: StepsContext): readonly string[] {
  const target = targetOf(routine, context);
  return [
    ...(access.owner === undefined ? [] : [`ALTER ${target} OWNER TO ${ident(access.owner)}`]),
    // GRANT knows no aggregates: they are functions of all their arguments.
    ...accessSql(access, routine.kind === "aggregate" ? asFunction(routine) : target),
  ];
}

function asFunction(routine: Routine): string {
  const types = routine.arguments.filter(isInput).map(({ type }) => type);
  const plain: Routine = { ...routine, kind: "function", isOverloaded: false };
  return `FUNCTION ${signature(plain, false)} (${types.join(", ")})`;
}
