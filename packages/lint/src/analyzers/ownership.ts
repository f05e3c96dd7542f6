import type { Analyzer, Diagnostic } from "../analyzer.ts";
import type { ModelChange } from "../change.ts";
import { compileResource, type Resource } from "../resources.ts";
import { quoted } from "../text.ts";

/** Who runs this, as far as it is known. */
export interface Actor {
  readonly name: string;
  readonly teams: readonly string[];
}

/** One rule of an ownership policy. */
export interface OwnershipRule {
  readonly effect: "allow" | "deny";
  /** Empty: it has none. */
  readonly name: string;
  /** Such as `public.*[type=table]`. */
  readonly match: string;
  readonly users: readonly string[];
  readonly teams: readonly string[];
}

export interface OwnershipPolicy {
  /** Of what no rule speaks. */
  readonly default: "ALLOW" | "DENY";
  readonly rules: readonly OwnershipRule[];
  readonly error?: boolean;
}

/**
 * Who may change which object, whatever file the statement is in. Rules are asked in their order, and of those about
 * one actor and resource a `deny` beats an `allow`.
 *
 * @param actor - `undefined`: nobody knows who runs this, and no rule is about them.
 */
export function ownershipAnalyzer(policy: OwnershipPolicy, actor: Actor | undefined): Analyzer {
  const rules = policy.rules.map((rule) => ({ ...rule, matches: compileResource(rule.match) }));
  return {
    name: "ownership",
    codes: ["OW101", "OW102"],
    isError: policy.error ?? false,
    analyze: (file) => {
      const seen = new Set<string>();
      const diagnostics = file.statements.flatMap(({ start, changes }) =>
        changes.flatMap(resourcesOf).flatMap((resource): readonly Diagnostic[] => {
          const key = JSON.stringify([start, resource]);
          const found = seen.has(key) ? undefined : verdictOn(resource, rules, policy, actor, file.to.bound);
          seen.add(key);
          return found ? [{ start, fixes: [], ...found }] : [];
        }),
      );
      return diagnostics.length === 0
        ? []
        : [{ text: "ownership policy violations detected", diagnostics, fixes: [] }];
    },
  };
}

interface CompiledRule extends OwnershipRule {
  readonly matches: (resource: Resource) => boolean;
}

function verdictOn(
  resource: Resource,
  rules: readonly CompiledRule[],
  policy: OwnershipPolicy,
  actor: Actor | undefined,
  bound: string | undefined,
): Pick<Diagnostic, "code" | "text"> | undefined {
  const about = rules.filter((rule) => actor && isAbout(rule, actor) && rule.matches(resource));
  const denied = about.find(({ effect }) => effect === "deny");
  const who = actor ? `User ${quoted(actor.name)}` : "An unknown user";
  const schema = resource.schema === "" && resource.kind !== "schema" ? bound : resource.schema;
  const path = [schema, resource.kind, resource.name].filter(Boolean).join(".");
  if (denied) {
    const rule = denied.name === "" ? "" : ` (rule ${quoted(denied.name)})`;
    return { code: "OW102", text: `${who} is denied to modify ${path}${rule}` };
  }
  if (about.length > 0 || policy.default === "ALLOW") return undefined;
  return { code: "OW101", text: `${who} is not allowed to modify ${path}` };
}

function isAbout({ users, teams }: OwnershipRule, actor: Actor): boolean {
  const has = (list: readonly string[], name: string): boolean =>
    list.some((each) => each.toLowerCase() === name.toLowerCase());
  return has(users, actor.name) || actor.teams.some((team) => has(teams, team));
}

/** What a change touches: what it was called, and what it is called from now on. */
function resourcesOf(change: ModelChange): readonly Resource[] {
  switch (change.type) {
    case "add_schema":
    case "drop_schema":
      return [{ schema: "", kind: "schema", name: change.schema.name }];
    case "modify_schema":
      return [{ schema: "", kind: "schema", name: change.to.name }];
    case "add_table":
    case "drop_table":
      return [tableOf(change.table)];
    case "modify_table":
      return [tableOf(change.from)];
    case "rename_table":
      return [tableOf(change.from), tableOf(change.to)];
    case "add_object":
    case "drop_object":
      return [change.object];
    default:
      // Changes of an object, and its new names.
      return change.from.name === change.to.name ? [change.from] : [change.from, change.to];
  }
}

function tableOf({ schema, name }: { readonly schema: string; readonly name: string }): Resource {
  return { schema, kind: "table", name };
}
