import type { UnmanagedObject } from "@atlas/core";
import { isKeyword, type Token } from "@atlas/sql";
import { supports } from "../../flavour.ts";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../../kind.ts";
import { canonicalType } from "../../types.ts";
import { readOrigin } from "../origin.ts";
import { argumentTokens, bodyIn, mayLie, settledBody, shownQuery, shownStatement } from "../shown.ts";
import {
  type Argument,
  type Code,
  dataAccesses,
  type DataType,
  type Routine,
  type RoutineGrant,
} from "./model.ts";
import {
  type GrantRow,
  grantsQuery,
  mayReadGrantsQuery,
  type ParameterRow,
  parametersQuery,
  type RoutineRow,
  routinesQuery,
} from "./queries.ts";

type Type = "FUNCTION" | "PROCEDURE";

/** An aggregate function has to say this, and no other may. */
const fetchesGroup = /\bfetch\s+group\s+next\s+row\b/i;

/** Statements that settle what the catalog may get wrong, for routines of one type. */
export function furtherQueries(
  type: Type,
  rows: CatalogRows,
  { server }: ReadContext,
): readonly CatalogQuery[] {
  const withArguments = new Set(
    rowsOf<ParameterRow>(rows, parametersQuery)
      .filter(({ position }) => position !== "0")
      .map((row) => keyOf(row.schema, row.routine, row.type)),
  );
  const hasDefaults = supports(server, "parameterDefault");
  const unclear = readable(type, rows).filter(
    ({ schema, name, body }) =>
      mayLie(body) ||
      fetchesGroup.test(body) ||
      (hasDefaults && withArguments.has(keyOf(schema, name, type))),
  );
  const mayReadGrants = rowsOf(rows, mayReadGrantsQuery).length > 0;
  return [
    ...unclear.map(({ schema, name }) => shownQuery({ type, schema, name })),
    // Those of the procedures, too.
    ...(mayReadGrants && type === "FUNCTION" ? [grantsQuery] : []),
  ];
}

export function readRoutines(type: Type, rows: CatalogRows, context: ReadContext): readonly Code[] {
  const parameters = Map.groupBy(rowsOf<ParameterRow>(rows, parametersQuery), (row) =>
    keyOf(row.schema, row.routine, row.type),
  );
  const grants = rowsOf(rows, mayReadGrantsQuery).length > 0 ? grantsIn(rows) : undefined;
  return readable(type, rows).map((row): Code => {
    const { schema, name } = row;
    const key = keyOf(schema, name, type);
    const list = parameters.get(key) ?? [];
    const statement = shownStatement(rows, { type, schema, name });
    const routine: Omit<Routine, "kind"> = {
      schema: context.schemaName(schema),
      name,
      arguments: readArguments(list, row, statement),
      deterministic: row.is_deterministic === "YES",
      dataAccess: dataAccesses.find((word) => word === row.data_access) ?? "CONTAINS SQL",
      security: row.security === "INVOKER" ? "INVOKER" : "DEFINER",
      ...(row.comment !== "" && { comment: row.comment }),
      body: settledBody((statement && bodyIn(statement, type)) ?? row.body),
      ...originWith(row, grants?.get(key) ?? (grants && [])),
    };
    if (type === "PROCEDURE") return { ...routine, kind: "procedure" };
    const returned = list.find(({ position }) => position === "0");
    return {
      ...routine,
      kind: "function",
      returns: returned ? readType(returned, row) : { type: "int" },
      ...(statement &&
        /^CREATE (?:[^(]*\s)?AGGREGATE FUNCTION\b/i.test(statement) && { aggregate: true as const }),
    };
  });
}

/** What is there and cannot be modelled: code that we may not see, or that is not SQL as all others write it. */
export function unmanagedRoutines(
  type: Type,
  rows: CatalogRows,
  context: ReadContext,
): readonly UnmanagedObject[] {
  const read = new Set(readable(type, rows));
  return rowsOf<RoutineRow>(rows, routinesQuery)
    .filter((row) => typeOf(row) === type && !read.has(row as ReadableRow))
    .map((row) => {
      const schema = context.schemaName(row.schema);
      const why =
        row.body === null ? "hidden" : row.language === "SQL" ? "Oracle mode" : (row.language ?? "");
      const kind = row.type.startsWith("PACKAGE") ? row.type.toLowerCase() : `${type.toLowerCase()} (${why})`;
      return { kind, schema, name: [schema, row.name].filter(Boolean).join("."), bareName: row.name };
    });
}

interface ReadableRow extends RoutineRow {
  readonly body: string;
}

/** Packages are named with the procedures. */
function typeOf({ type }: RoutineRow): Type {
  return type === "FUNCTION" ? "FUNCTION" : "PROCEDURE";
}

function readable(type: Type, rows: CatalogRows): readonly ReadableRow[] {
  return rowsOf<RoutineRow>(rows, routinesQuery).filter(
    (row): row is ReadableRow =>
      row.type === type &&
      row.body !== null &&
      (row.language === null || row.language === "SQL") &&
      !row.sql_mode.split(",").includes("ORACLE"),
  );
}

function keyOf(schema: string, name: string, type: string): string {
  return JSON.stringify([schema, name.toLowerCase(), type]);
}

function originWith(
  row: RoutineRow,
  grants: readonly RoutineGrant[] | undefined,
): Pick<Routine, "origin" | "access"> {
  const { origin, access } = readOrigin(row);
  return { origin, access: { ...access, ...(grants && { grants }) } };
}

function readArguments(
  list: readonly ParameterRow[],
  row: RoutineRow,
  statement: string | undefined,
): readonly Argument[] {
  const defaults = statement === undefined ? [] : defaultsIn(argumentTokens(statement));
  return list
    .filter(({ position }) => position !== "0")
    .map((parameter, index): Argument => {
      const value = defaults[index];
      const mode = parameter.mode;
      return {
        name: parameter.name ?? "",
        mode: mode === "OUT" || mode === "INOUT" ? mode : "IN",
        ...readType(parameter, row),
        ...(value !== undefined && { default: value }),
      };
    });
}

/** What says nothing of its charset has that of its schema, whichever that was. */
function readType(
  { data_type, charset, collation }: ParameterRow,
  { database_collation }: RoutineRow,
): DataType {
  const isInherited = collation === null || collation === database_collation;
  return {
    type: canonicalType(data_type),
    ...(!isInherited && charset !== null && { charset, collation }),
  };
}

/** Behind the word DEFAULT of each argument. */
function defaultsIn(tokens: readonly Token[]): readonly (string | undefined)[] {
  const defaults: (string | undefined)[] = [];
  let depth = 0;
  let value: string | undefined;
  for (const token of tokens) {
    if (token.kind === "symbol" && token.text === "(") depth++;
    if (token.kind === "symbol" && token.text === ")") depth--;
    if (depth === 0 && token.text === ",") {
      defaults.push(value?.trim());
      value = undefined;
    } else if (value !== undefined) value += token.text;
    else if (depth === 0 && isKeyword(token, "DEFAULT")) value = "";
  }
  return [...defaults, value?.trim()];
}

function grantsIn(rows: CatalogRows): ReadonlyMap<string, readonly RoutineGrant[]> {
  const byRoutine = Map.groupBy(rowsOf<GrantRow>(rows, grantsQuery), ({ schema, name, type }) =>
    keyOf(schema, name, type),
  );
  return new Map(
    [...byRoutine].map(([key, list]) => [
      key,
      list.map(({ grantee, privileges }) => {
        const words = privileges.toUpperCase().split(",").filter(Boolean);
        return {
          grantee,
          privileges: words.filter((word) => word !== "GRANT"),
          grantable: words.includes("GRANT"),
        };
      }),
    ]),
  );
}
