import { compareWhole, schemaOf } from "@atlas/core";
import type { MysqlKind } from "../../kind.ts";
import { functionCodec, procedureCodec } from "../hcl/routine.ts";
import { originInTermsOf } from "../origin.ts";
import type { Code, Func, Procedure } from "./model.ts";
import { mayReadGrantsQuery, parametersQuery, routinesQuery } from "./queries.ts";
import { furtherQueries, readRoutines, unmanagedRoutines } from "./read.ts";
import { routineFacts, routineSteps } from "./steps.ts";

export type { Func, Procedure } from "./model.ts";

type Shared<O extends Code> = Omit<MysqlKind<O>, "name" | "catalog" | "read" | "hcl">;

function shared<O extends Code>(type: "FUNCTION" | "PROCEDURE"): Shared<O> {
  return {
    // What a body speaks of is looked for when it runs.
    requires: schemaOf,
    recreatable: true,
    essence: routineFacts,
    compare: (from, to) =>
      compareWhole({ ...from, origin: originInTermsOf(from, to) }, to, (code) => [
        routineFacts({ ...code, schema: "", name: "" }),
        code.origin,
      ]),
    steps: routineSteps,
    further: (rows, context) => furtherQueries(type, rows, context),
    unmanaged: (rows, context) => unmanagedRoutines(type, rows, context),
  };
}

export const functionKind: MysqlKind<Func> = {
  ...shared("FUNCTION"),
  name: "function",
  // Those of the procedures, too.
  catalog: [routinesQuery, parametersQuery, mayReadGrantsQuery],
  hcl: functionCodec,
  read: (rows, context) =>
    readRoutines("FUNCTION", rows, context).filter((code): code is Func => code.kind === "function"),
};

export const procedureKind: MysqlKind<Procedure> = {
  ...shared("PROCEDURE"),
  name: "procedure",
  catalog: [],
  hcl: procedureCodec,
  read: (rows, context) =>
    readRoutines("PROCEDURE", rows, context).filter((code): code is Procedure => code.kind === "procedure"),
};
