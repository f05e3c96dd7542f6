import { AtlasError } from "@atlas/core";
import type { KubeObject } from "@atlas/kube";
import type { z } from "zod";

/**
 * The spec of a resource with its defaults. An API server has checked it against the CRD; a folder of
 * manifests, or an older CRD, has not.
 *
 * @throws {AtlasError} `E_MANIFEST` naming the fields that are malformed.
 */
export function parseSpec<T>(type: z.ZodType<T>, object: KubeObject): T {
  const parsed = type.safeParse(object.spec ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${fieldPath(issue.path)}: ${describe(issue)}`);
  throw new AtlasError("E_MANIFEST", `the resource is malformed: ${problems.join("; ")}`, {
    details: { fields: parsed.error.issues.map((issue) => fieldPath(issue.path)) },
    hint: "Correct these fields and apply the resource again.",
  });
}

/** The status of a resource; what is malformed in it counts as never written. */
export function parseStatus<T>(type: z.ZodType<T>, object: KubeObject): T | undefined {
  const parsed = type.safeParse(object.status ?? {});
  return parsed.success ? parsed.data : undefined;
}

/** `["schema", "vars", 0, "key"]` → `spec.schema.vars[0].key`. */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : `${text}.${String(part)}`),
    "spec",
  );
}

/** In words without the value: it may be a secret. */
function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${/^[aeiou]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`;
    case "unrecognized_keys":
      return `has no field ${issue.keys.map((key) => `"${key}"`).join(", ")}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return issue.pattern === undefined ? `must be a ${issue.format}` : `must match ${issue.pattern}`;
    case "too_small":
      return `must be at least ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    default:
      return "is not valid";
  }
}
