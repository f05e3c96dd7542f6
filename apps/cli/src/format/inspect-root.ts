import { type Ref, refKey, refOf, type Dialect, type State } from "@atlas/core";
import { CallError, Struct } from "@atlas/template";
import { hashState, type InspectResult, printHcl, printState, printStateObjects } from "@atlas/workflows";
import { mermaidText } from "../render/mermaid.ts";
import { sqlText } from "../render/plan.ts";
import { stateJson } from "../render/state-json.ts";
import type { ArchiveFile } from "./archive.ts";
import type { Formattable } from "./format.ts";
import { assertRoot, sqlFunction, sqlMethod } from "./functions.ts";
import { realmOf } from "./realm.ts";
import { splitFunctions } from "./split.ts";
import { splitHcl } from "./split-hcl.ts";
import { splitSql } from "./split-sql.ts";
import { urlStruct } from "./url.ts";

/** Functions of `schema inspect` besides the common ones. */
export const inspectFunctions = ["sql", "hcl", "mermaid", "split", "write"] as const;

/** What a `--format` of `schema inspect` sees. Members that are costly are made when they are named. */
export function inspectRoot({ state, dialect, redactedUrl }: InspectResult): Formattable {
  const json = (): unknown => stateJson(state);
  // What was printed, with the indent of SQL: `split` takes it apart again.
  const printed = new Map<string, { readonly indent: string } | "hcl">();
  const sqlOf = (indent: string): string => {
    const text = sqlText(printState(dialect, state, indent), dialect);
    printed.set(text, { indent });
    return text;
  };
  const hclOf = (): string => {
    const text = printHcl(dialect, state);
    printed.set(text, "hcl");
    return text;
  };
  const isBound = state.scope.bound !== null;
  const titleOf = titles(dialect, state);
  const filesOf = (text: string, options: readonly string[]): readonly ArchiveFile[] | undefined => {
    const form = printed.get(text);
    if (form === "hcl") return splitHcl(text, isBound, options[0] ?? "object", options[1] ?? ".hcl");
    if (!form) return undefined;
    if (options.length > 0)
      throw new CallError("SQL is split into a file for each object: it takes no strategy");
    return splitSql(printStateObjects(dialect, state, form.indent), isBound, titleOf);
  };
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
        MarshalHCL: { parameters: [], call: hclOf },
      },
      json,
    },
  );
  return {
    root,
    functions: {
      ...splitFunctions({ filesOf }),
      sql: sqlFunction(root, sqlOf),
      hcl: {
        parameters: ["any"],
        call: (value) => {
          assertRoot(value, root, "hcl");
          return hclOf();
        },
      },
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

/** What people call the objects of a state, by their refs. */
function titles(dialect: Dialect, state: State): (ref: Ref) => string {
  const kinds = new Map(dialect.kinds.map((kind) => [kind.name, kind]));
  const objects = new Map(state.objects.map((object) => [refKey(refOf(object)), object]));
  return (ref) => {
    const object = objects.get(refKey(ref));
    return (object && kinds.get(object.kind)?.title?.(object)) ?? ref.name;
  };
}
