import { AtlasError } from "@atlas/core";
import type { StateSource } from "@atlas/workflows";
import type { AtlasSchemaSpec } from "../crd/atlas-schema.ts";
import type { ReferenceReader } from "./references.ts";

/**
 * The desired state: `configMapKeyRef`, else `hcl`, else `sql`; `undefined` when none is given.
 *
 * What this build does not read (`url`) is refused before: see `refuseUnsupported`.
 *
 * @throws {AtlasError} `E_INPUT` when the ConfigMap or its key is missing, or ends with another suffix.
 */
export async function readDesired(
  schema: AtlasSchemaSpec["schema"],
  reader: ReferenceReader,
): Promise<StateSource | undefined> {
  const selector = schema?.configMapKeyRef;
  const fromConfigMap = selector && (await reader.configMap(selector));
  if (selector && fromConfigMap !== undefined) {
    const extension = /\.[^.]*$/.exec(selector.key)?.[0] ?? "";
    if (extension.toLowerCase() === ".hcl") return hclSource(fromConfigMap);
    if (extension.toLowerCase() !== ".sql") {
      throw new AtlasError(
        "E_INPUT",
        `configmaps key "${selector.key}" must be ending with .sql or .hcl, received "${extension}"`,
      );
    }
    return { type: "text", name: "schema.sql", text: fromConfigMap };
  }
  if (schema?.hcl) return hclSource(schema.hcl);
  return schema?.sql ? { type: "text", name: "schema.sql", text: schema.sql } : undefined;
}

function hclSource(text: string): StateSource {
  return { type: "text", name: "schema.hcl", text, language: "hcl" };
}
