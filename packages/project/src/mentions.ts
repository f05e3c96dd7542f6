import type { Body, Expression } from "@atlas/hcl";

/** What an expression speaks of, as far as it can be told without computing it: `["data", "sql", "tenants"]`. */
export type Mention = readonly string[];

/** The names of all paths in a body or an expression whose first name is one of `roots`. */
export function mentionsIn(node: Body | Expression, roots: ReadonlySet<string>): readonly Mention[] {
  const found: Mention[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (value instanceof Map) return value.forEach(visit);
    if (Array.isArray(value)) return value.forEach(visit);
    if (isExpression(value)) {
      if (value.kind === "variable" && roots.has(value.name)) found.push([value.name]);
      if (value.kind === "access" && value.base.kind === "variable" && roots.has(value.base.name)) {
        found.push([value.base.name, ...namesOf(value)]);
        // The base is told; what the brackets hold may speak of more.
        return value.steps.forEach(visit);
      }
    }
    Object.values(value).forEach(visit);
  };
  visit(node);
  return found;
}

function isExpression(value: object): value is Expression {
  return "kind" in value && "start" in value;
}

/** The steps behind a name up to the first that has to be computed. */
function namesOf(access: Extract<Expression, { readonly kind: "access" }>): readonly string[] {
  const names: string[] = [];
  for (const step of access.steps) {
    if (step.kind === "attribute") names.push(step.name);
    else if (step.kind === "index" && step.key.kind === "template" && step.key.parts.length === 1) {
      const [part] = step.key.parts;
      if (part?.kind !== "text") break;
      names.push(part.value);
    } else break;
  }
  return names;
}
