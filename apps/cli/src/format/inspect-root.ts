import { CallError, Struct } from "@atlas/template";
import { hashState, type InspectResult, printState } from "@atlas/workflows";
import { mermaidText } from "../render/mermaid.ts";
import { sqlText } from "../render/plan.ts";
import { stateJson } from "../render/state-json.ts";
import type { Formattable } from "./format.ts";
import { assertRoot, sqlFunction, sqlMethod } from "./functions.ts";
import { realmOf } from "./realm.ts";
import { urlStruct } from "./url.ts";

/** Functions of `schema inspect` besides the common ones. */
export const inspectFunctions = ["sql", "mermaid"] as const;

/** What a `--format` of `schema inspect` sees. Members that are costly are made when they are named. */
export function inspectRoot({ state, dialect, redactedUrl }: InspectResult): Formattable {
  const json = (): unknown => stateJson(state);
  const sqlOf = (indent: string): string => sqlText(printState(dialect, state, indent));
  const root = new Struct(
    "SchemaInspect",
    {
      URL: urlStruct(redactedUrl, state.scope.bound),
      RedactedURL: redactedUrl,
      Client: new Struct("Client", { Name: dialect.name }),
    },
    {
      methods: {
        Realm: { parameters: [], call: () => realmOf(state, json) },
        Hash: { parameters: [], call: () => hashState(dialect, state) },
        MarshalSQL: sqlMethod(sqlOf),
        MarshalHCL: {
          parameters: [],
          call: () => {
            throw new CallError("HCL is not printed by this version");
          },
        },
      },
      json,
    },
  );
  return {
    root,
    functions: {
      sql: sqlFunction(root, sqlOf),
      mermaid: {
        parameters: ["any"],
        call: (value) => {
          assertRoot(value, root, "mermaid");
          return mermaidText(state);
        },
      },
    },
  };
}
