import { Struct } from "@atlas/template";
import type { DiffResult } from "@atlas/workflows";
import { sqlText } from "../render/plan.ts";
import { stateJson } from "../render/state-json.ts";
import { syncedText } from "../render/synced.ts";
import type { Formattable } from "./format.ts";
import { sqlFunction, sqlMethod } from "./functions.ts";
import { realmOf } from "./realm.ts";
import { stepStruct } from "./step.ts";

/** Functions of `schema diff` besides the common ones. */
export const diffFunctions = ["sql"] as const;

/** What a `--format` of `schema diff` sees; as JSON it is the plan. */
export function diffRoot({ plan, planWith, from, to, dialect }: DiffResult): Formattable {
  const sqlOf = (indent: string): string => sqlText(planWith(indent).steps, dialect);
  const root = new Struct(
    "SchemaDiff",
    { Changes: plan.steps.map(stepStruct) },
    {
      methods: {
        From: { parameters: [], call: () => realmOf(from, () => stateJson(from)) },
        To: { parameters: [], call: () => realmOf(to, () => stateJson(to)) },
        MarshalSQL: sqlMethod(sqlOf),
      },
      json: () => plan,
    },
  );
  const shown = (indent: string): string => (plan.steps.length === 0 ? syncedText : sqlOf(indent));
  return { root, functions: { sql: sqlFunction(root, shown) } };
}
