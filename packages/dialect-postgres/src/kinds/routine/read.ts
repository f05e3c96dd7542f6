import type { Ref } from "@atlas/core";
import { withSettledArrayCasts } from "../../array-casts.ts";
import { type CatalogRows, type ReadContext, rowsOf } from "../../kind.ts";
import { ident, qualified } from "../../text.ts";
import { type NamedType, readType } from "../catalog-text.ts";
import { type Access, readGrants, routinePrivilegesQuery } from "../privileges.ts";
import { normalDefault } from "../table/default-text.ts";
import { readUses, type UseRow } from "../uses.ts";
import type { Aggregate, Argument, Body, Func, Parallel, Procedure, Routine, Transition } from "./model.ts";
import {
  type AggregateRow,
  aggregatesQuery,
  type ArgumentRow,
  argumentsQuery,
  codeQuery,
  type CodeRow,
  type NameRow,
  routineUsesQuery,
} from "./queries.ts";

const modes = { i: "IN", o: "OUT", b: "INOUT", v: "VARIADIC", t: "TABLE" } as const;
const volatilities = { v: "VOLATILE", s: "STABLE", i: "IMMUTABLE" } as const;
const modifications = { r: "READ_ONLY", s: "SHAREABLE", w: "READ_WRITE" } as const;
const forms = { n: "normal", o: "ordered", h: "hypothetical" } as const;
const parallels: Readonly<Record<NameRow["parallel"], Parallel>> = {
  u: "UNSAFE",
  r: "RESTRICTED",
  s: "SAFE",
};

export function readFunctions(rows: CatalogRows, context: ReadContext): readonly Func[] {
  const partsOf = routineParts(rows, context);
  return rowsOf<CodeRow>(rows, codeQuery).flatMap((row): readonly Func[] => {
    if (row.kind !== "function") return [];
    const { returns, ...parts } = partsOf(row);
    const standardCost = row.language === "c" || row.language === "internal" ? 1 : 100;
    return [
      {
        kind: "function",
        ...parts,
        ...readCode(row),
        returns,
        returnsSet: row.returns_set,
        window: row.is_window,
        volatility: volatilities[row.volatility],
        strict: row.strict,
        leakproof: row.leakproof,
        parallel: parallels[row.parallel],
        ...(row.cost !== standardCost && { cost: row.cost }),
        ...(row.returns_set && row.rows !== 1000 && { rows: row.rows }),
        ...functionName("support", row.support_schema, row.support_name, context),
      },
    ];
  });
}

export function readProcedures(rows: CatalogRows, context: ReadContext): readonly Procedure[] {
  const partsOf = routineParts(rows, context);
  return rowsOf<CodeRow>(rows, codeQuery).flatMap((row): readonly Procedure[] => {
    if (row.kind !== "procedure") return [];
    const { returns: _returns, ...parts } = partsOf(row);
    return [{ kind: "procedure", ...parts, ...readCode(row) }];
  });
}

export function readAggregates(rows: CatalogRows, context: ReadContext): readonly Aggregate[] {
  const partsOf = routineParts(rows, context);
  return rowsOf<AggregateRow>(rows, aggregatesQuery).map((row): Aggregate => {
    const moving = readMoving(row, context);
    return {
      kind: "aggregate",
      ...partsOf(row),
      form: forms[row.form],
      directArguments: row.direct,
      ...readTransition(row, context),
      ...functionName("combineFunction", row.combinefn_schema, row.combinefn_name, context),
      ...functionName("serialFunction", row.serialfn_schema, row.serialfn_name, context),
      ...functionName("deserialFunction", row.deserialfn_schema, row.deserialfn_name, context),
      ...(moving && { moving }),
      ...(row.sort_operator !== null && {
        sortOperator: operatorText(row.sort_schema ?? "", row.sort_operator, context),
      }),
      parallel: parallels[row.parallel],
    };
  });
}

/** What routines have in common, by their rows. */
function routineParts(
  rows: CatalogRows,
  context: ReadContext,
): (row: NameRow) => Omit<Routine, "kind"> & { readonly returns: NamedType } {
  const all = Map.groupBy(rowsOf<ArgumentRow>(rows, argumentsQuery), (row) => row.routine_id);
  const uses = Map.groupBy(rowsOf<UseRow>(rows, routineUsesQuery), (row) => row.id);
  const privileges = readGrants(rows, routinePrivilegesQuery);
  return (row) => {
    const list = all.get(row.id) ?? [];
    const result = list.find(({ position }) => position === 0);
    const { revokes = [], grants = [] } = privileges.get(row.id) ?? {};
    const access: Access = { ...(row.owner !== null && { owner: row.owner }), revokes, grants };
    const refs: readonly Ref[] = readUses(uses.get(row.id) ?? [], context);
    return {
      schema: context.schemaName(row.schema),
      name: row.name,
      bareName: row.bare_name,
      arguments: list.filter(({ position }) => position > 0).map((each) => readArgument(each, context)),
      returns: result ? plainType(result, context) : { type: "void" },
      ...(row.comment !== null && { comment: row.comment }),
      access,
      isOverloaded: row.overloaded,
      uses: refs,
    };
  };
}

function readArgument(row: ArgumentRow, context: ReadContext): Argument {
  return {
    mode: modes[row.mode],
    ...(row.name !== null && { name: row.name }),
    ...plainType(row, context),
    ...(row.default !== null && { default: normalDefault(withSettledArrayCasts(row.default), row.type) }),
  };
}

/** Routines know no lengths: `character` is no `character(1)` here. */
function plainType(row: ArgumentRow, context: ReadContext): NamedType {
  const type = readType(row, context);
  return row.type === "character" ? { ...type, type: row.type } : type;
}

function readCode(
  row: CodeRow,
): Pick<Procedure, "language" | "body" | "securityDefiner" | "settings" | "transforms"> {
  return {
    language: row.language,
    body: readBody(row),
    securityDefiner: row.security_definer,
    settings: (row.settings ?? []).map((setting) => {
      const [name = ""] = setting.split("=", 1);
      return { name, value: setting.slice(name.length + 1) };
    }),
    transforms: row.transforms,
  };
}

function readBody({ language, source, library, parsed }: CodeRow): Body {
  if (parsed !== null) return { form: "parsed", text: parsed };
  if (language === "c" || language === "internal")
    return { form: "symbol", ...(library !== null && { library }), symbol: source };
  return { form: "text", text: source };
}

function functionName<Field extends string>(
  field: Field,
  schema: string | null,
  name: string | null,
  context: ReadContext,
): { readonly [Key in Field]?: string } {
  if (name === null || schema === null) return {};
  // The one key of the object is the field.
  return { [field]: qualified({ schema: context.schemaName(schema), name }) } as { [Key in Field]?: string };
}

function readTransition(row: AggregateRow, context: ReadContext): Transition {
  const standard = row.form === "n" ? "r" : "w";
  return {
    stateFunction: functionName("name", row.transfn_schema, row.transfn_name, context).name ?? "",
    stateType: row.state_type,
    ...(row.state_size !== 0 && { stateSize: row.state_size }),
    ...functionName("finalFunction", row.finalfn_schema, row.finalfn_name, context),
    finalExtra: row.final_extra,
    ...(row.final_modifies !== standard && { finalModifies: modifications[row.final_modifies] }),
    ...(row.initial !== null && { initialValue: row.initial }),
  };
}

function readMoving(row: AggregateRow, context: ReadContext): Aggregate["moving"] {
  const forward = functionName("name", row.mtransfn_schema, row.mtransfn_name, context).name;
  if (forward === undefined || row.moving_state_type === null) return undefined;
  return {
    stateFunction: forward,
    inverseFunction: functionName("name", row.minvtransfn_schema, row.minvtransfn_name, context).name ?? "",
    stateType: row.moving_state_type,
    ...(row.moving_state_size !== 0 && { stateSize: row.moving_state_size }),
    ...functionName("finalFunction", row.mfinalfn_schema, row.mfinalfn_name, context),
    finalExtra: row.moving_final_extra,
    ...(row.moving_final_modifies !== "r" && { finalModifies: modifications[row.moving_final_modifies] }),
    ...(row.moving_initial !== null && { initialValue: row.moving_initial }),
  };
}

/** Operators of the server are found without their schema. */
function operatorText(schema: string, name: string, context: ReadContext): string {
  const home = context.schemaName(schema);
  return home === "" || schema === "pg_catalog" ? name : `OPERATOR(${ident(home)}.${name})`;
}
