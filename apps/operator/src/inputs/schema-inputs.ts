import type { Dialect, Secret } from "@atlas/core";
import type { StateSource } from "@atlas/workflows";
import type { AtlasSchemaSpec } from "../crd/atlas-schema.ts";
import { readDesired } from "./desired.ts";
import type { ReferenceReader } from "./references.ts";
import { parseTarget, readDevUrl, readTargetUrl, type Target } from "./target.ts";
import { refuseUnsupported } from "./unsupported.ts";

/** All that a pass over an AtlasSchema reads before it looks at a database. */
export interface SchemaInputs {
  readonly target: Target;
  /** Absent: an embedded dev database of the target's family and version. */
  readonly devUrl: Secret<string> | undefined;
  /** `spec.devDB.spec`: the pod to serve it, and then `devUrl` is the template of its URL. */
  readonly devPod: object | undefined;
  /** Absent when the resource names none. */
  readonly desired: StateSource | undefined;
}

/** @throws {AtlasError} `E_INPUT`, `E_URL` or `E_MANIFEST`: an input is missing, malformed or not acted on. */
export async function readSchemaInputs(
  spec: AtlasSchemaSpec,
  reader: ReferenceReader,
  options: {
    readonly dialects: readonly Dialect[];
    readonly allowCustomConfig: boolean;
    /** Whether dev databases can run in pods. */
    readonly hasPods: boolean;
  },
): Promise<SchemaInputs> {
  refuseUnsupported(spec, options);
  const url = await readTargetUrl(spec, reader);
  const desired = await readDesired(spec.schema, reader);
  const devUrl = await readDevUrl(spec, reader);
  const devPod = spec.devDB?.spec;
  return { target: parseTarget(url, options.dialects, reader), devUrl, devPod, desired };
}
