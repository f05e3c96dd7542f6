import { ident, literal, qualified } from "../../text.ts";
import { bodySql } from "./body.ts";
import {
  type Aggregate,
  type Argument,
  type Code,
  type Func,
  isInput,
  type Routine,
  type Setting,
  type Transition,
} from "./model.ts";

/** `CREATE FUNCTION "public"."f" ("a" integer) RETURNS boolean LANGUAGE sql … AS $$ … $$`. */
export function codeSql(verb: "CREATE" | "CREATE OR REPLACE", code: Code): string {
  const isFunction = isFunc(code);
  const listed = code.arguments.filter(({ mode }) => mode !== "TABLE");
  return [
    `${verb} ${wordOf(code)} ${qualified({ schema: code.schema, name: code.bareName })}`,
    `(${listed.map(argumentSql).join(", ")})`,
    ...(isFunction ? [returnsSql(code)] : []),
    `LANGUAGE ${bareOrQuoted(code.language)}`,
    ...(code.transforms.length === 0
      ? []
      : [`TRANSFORM ${code.transforms.map((type) => `FOR TYPE ${type}`).join(", ")}`]),
    ...(isFunction && code.window ? ["WINDOW"] : []),
    ...(isFunction ? behaviour(code) : []),
    ...(code.securityDefiner ? ["SECURITY DEFINER"] : []),
    ...(isFunction ? planning(code) : []),
    ...code.settings.map(settingSql),
    bodySql(code.body, code.language),
  ].join(" ");
}

export function isFunc(code: Routine): code is Func {
  return code.kind === "function";
}

/** `FUNCTION`, `PROCEDURE` or `AGGREGATE`. */
export function wordOf(routine: Routine): string {
  return routine.kind.toUpperCase();
}

function argumentSql({ mode, name, type, default: value }: Argument): string {
  return [
    ...(mode === "IN" ? [] : [mode]),
    ...(name === undefined ? [] : [ident(name)]),
    type,
    ...(value === undefined ? [] : [`DEFAULT ${value}`]),
  ].join(" ");
}

function returnsSql(code: Func): string {
  const columns = code.arguments.filter(({ mode }) => mode === "TABLE");
  if (columns.length > 0)
    return `RETURNS TABLE (${columns.map((column) => argumentSql({ ...column, mode: "IN" })).join(", ")})`;
  return `RETURNS ${code.returnsSet ? "SETOF " : ""}${code.returns.type}`;
}

function behaviour({ volatility, leakproof, strict }: Func): readonly string[] {
  return [
    ...(volatility === "VOLATILE" ? [] : [volatility]),
    ...(leakproof ? ["LEAKPROOF"] : []),
    ...(strict ? ["STRICT"] : []),
  ];
}

function planning({ parallel, cost, rows, support }: Func): readonly string[] {
  return [
    ...(parallel === "UNSAFE" ? [] : [`PARALLEL ${parallel}`]),
    ...(cost === undefined ? [] : [`COST ${cost}`]),
    ...(rows === undefined ? [] : [`ROWS ${rows}`]),
    ...(support === undefined ? [] : [`SUPPORT ${support}`]),
  ];
}

/** Settings whose value is a list of names, which the catalog holds as SQL writes them. */
const listSettings: ReadonlySet<string> = new Set([
  "local_preload_libraries",
  "search_path",
  "session_preload_libraries",
  "shared_preload_libraries",
  "temp_tablespaces",
  "unix_socket_directories",
]);

function settingSql({ name, value }: Setting): string {
  if (!listSettings.has(name.toLowerCase())) return `SET ${ident(name)} = ${literal(value)}`;
  // An empty name cannot be quoted.
  const names = value.trim() === "" ? "''" : value.replaceAll(/(^|,\s*)""(?=\s*(?:,|$))/g, "$1''");
  return `SET ${ident(name)} = ${names}`;
}

function bareOrQuoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : ident(name);
}

/** `CREATE AGGREGATE "public"."total" (integer) (SFUNC = …, STYPE = …)`. */
export function aggregateSql(verb: "CREATE" | "CREATE OR REPLACE", aggregate: Aggregate): string {
  const { moving, form } = aggregate;
  const options = [
    ...transitionSql("", aggregate),
    ...option("COMBINEFUNC", aggregate.combineFunction),
    ...option("SERIALFUNC", aggregate.serialFunction),
    ...option("DESERIALFUNC", aggregate.deserialFunction),
    ...(moving ? [...transitionSql("M", moving), `MINVFUNC = ${moving.inverseFunction}`] : []),
    ...option("SORTOP", aggregate.sortOperator),
    ...(aggregate.parallel === "UNSAFE" ? [] : [`PARALLEL = ${aggregate.parallel}`]),
    ...(form === "hypothetical" ? ["HYPOTHETICAL"] : []),
  ];
  return `${verb} AGGREGATE ${qualified({ schema: aggregate.schema, name: aggregate.bareName })} (${aggregateArguments(aggregate, argumentSql)}) (${options.join(", ")})`;
}

function transitionSql(prefix: "" | "M", state: Transition): readonly string[] {
  return [
    `${prefix}SFUNC = ${state.stateFunction}`,
    `${prefix}STYPE = ${state.stateType}`,
    ...option(`${prefix}SSPACE`, state.stateSize?.toString()),
    ...option(`${prefix}FINALFUNC`, state.finalFunction),
    ...(state.finalExtra ? [`${prefix}FINALFUNC_EXTRA`] : []),
    ...option(`${prefix}FINALFUNC_MODIFY`, state.finalModifies),
    ...option(
      `${prefix}INITCOND`,
      state.initialValue === undefined ? undefined : literal(state.initialValue),
    ),
  ];
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${name} = ${value}`];
}

/** `*`, `"a" integer`, `"fraction" double precision ORDER BY "value" real`. */
function aggregateArguments(aggregate: Aggregate, print: (argument: Argument) => string): string {
  const list = aggregate.arguments;
  if (aggregate.form === "normal") return list.length === 0 ? "*" : list.map(print).join(", ");
  const direct = list.slice(0, aggregate.directArguments);
  // A VARIADIC "any" on both sides stands for one list.
  const ordered = list.length > direct.length ? list.slice(direct.length) : list.slice(-1);
  return [
    ...(direct.length === 0 ? [] : [direct.map(print).join(", ")]),
    `ORDER BY ${ordered.map(print).join(", ")}`,
  ].join(" ");
}

/**
 * How DROP, COMMENT, ALTER and GRANT name a routine: by its bare name where that tells which is meant.
 *
 * @param isAmbiguous - another routine has its name, or will have while a plan runs.
 */
export function signature(routine: Routine, isAmbiguous: boolean): string {
  const name = qualified({ schema: routine.schema, name: routine.bareName });
  if (isAggregate(routine))
    return `${name} (${aggregateArguments(routine, ({ mode, type }) => (mode === "VARIADIC" ? `VARIADIC ${type}` : type))})`;
  if (!isAmbiguous && !routine.isOverloaded) return name;
  // Without the word a procedure could also be one of that many arguments in and out.
  const prefix = routine.kind === "procedure" ? "IN " : "";
  return `${name} (${routine.arguments
    .filter(isInput)
    .map(({ type }) => prefix + type)
    .join(", ")})`;
}

function isAggregate(routine: Routine): routine is Aggregate {
  return routine.kind === "aggregate";
}
