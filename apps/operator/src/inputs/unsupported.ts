import { AtlasError } from "@atlas/core";
import type { AtlasSchemaSpec } from "../crd/atlas-schema.ts";

interface Unsupported {
  readonly field: string;
  readonly isSet: (spec: AtlasSchemaSpec) => boolean;
  /** What to do instead, as a full sentence. */
  readonly hint: string;
}

const dropConfig = "Remove it and set url, schema, devURL, exclude and policy on the resource itself.";
const dropRegistry = "Remove it: plans are checked by spec.policy and applied without a registry.";

/** Fields of the specification that this build knows and does not act on. */
const unsupported: readonly Unsupported[] = [
  { field: "spec.config", isSet: (spec) => Boolean(spec.config), hint: dropConfig },
  {
    field: "spec.configFrom",
    isSet: (spec) => spec.configFrom?.secretKeyRef !== undefined,
    hint: dropConfig,
  },
  { field: "spec.envName", isSet: (spec) => Boolean(spec.envName), hint: dropConfig },
  { field: "spec.vars", isSet: (spec) => (spec.vars ?? []).length > 0, hint: dropConfig },
  { field: "spec.cloud.repo", isSet: (spec) => Boolean(spec.cloud?.repo), hint: dropRegistry },
  {
    field: "spec.cloud.tokenFrom",
    isSet: (spec) => spec.cloud?.tokenFrom?.secretKeyRef !== undefined,
    hint: dropRegistry,
  },
  {
    field: "spec.schema.url",
    isSet: (spec) => Boolean(spec.schema?.url),
    hint: "Write the desired state in spec.schema.hcl or spec.schema.sql.",
  },
];

/**
 * Refuses what this build would otherwise pass over in silence.
 *
 * @throws {AtlasError} `E_MANIFEST` naming the first field it does not act on and what to do.
 */
export function refuseUnsupported(
  spec: AtlasSchemaSpec,
  options: { readonly allowCustomConfig: boolean; readonly hasPods: boolean },
): void {
  const hasConfig = Boolean(spec.config) || spec.configFrom?.secretKeyRef !== undefined;
  if (hasConfig && !options.allowCustomConfig) {
    throw new AtlasError(
      "E_INPUT",
      'install the operator with "--set allowCustomConfig=true" to use custom atlas.hcl config',
    );
  }
  if (hasConfig && !spec.envName) {
    throw new AtlasError("E_INPUT", "env name must be set when using custom atlas.hcl config");
  }
  if (spec.devDB?.spec && !options.hasPods)
    throw new AtlasError("E_MANIFEST", "spec.devDB asks for a pod, and there is no cluster to run it", {
      details: { field: "spec.devDB" },
      hint: "Remove it for an embedded dev database, or set spec.devURL alone to a database of your own.",
    });
  const found = unsupported.find((candidate) => candidate.isSet(spec));
  if (!found) return;
  throw new AtlasError("E_MANIFEST", `this build does not act on ${found.field}`, {
    details: { field: found.field },
    hint: found.hint,
  });
}
