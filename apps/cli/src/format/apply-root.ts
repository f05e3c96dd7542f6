import { Struct } from "@atlas/template";
import type { ApplyFacts } from "../render/apply-json.ts";
import { applyJson } from "../render/apply-json.ts";
import type { Formattable } from "./format.ts";
import { urlStruct } from "./url.ts";

/**
 * What a `--format` of `schema apply` sees: the members of its JSON, also where the JSON leaves them out as
 * empty.
 *
 * @param hide - takes secrets out of a message.
 */
export function applyRoot(facts: ApplyFacts, hide: (text: string) => string): Formattable {
  const json = applyJson(facts, hide);
  const url =
    facts.redactedUrl === undefined
      ? undefined
      : urlStruct(facts.redactedUrl, facts.proposal?.plan.scope.bound ?? null);
  const changes = new Struct(
    "Changes",
    { Applied: [], Pending: [], Error: undefined, ...json.Changes },
    { json: () => json.Changes },
  );
  const env = new Struct("Env", { Driver: json.Driver ?? "", URL: url, Dir: "" });
  const empty = { Driver: "", Error: "", Code: "", From: "", To: "" };
  const lists = { Steps: [], Skipped: [], Unmanaged: [], Proof: undefined };
  const fields = { ...empty, ...lists, ...json, Env: env, URL: url, Changes: changes };
  return { root: new Struct("SchemaApply", fields, { json: () => json }), functions: {} };
}
