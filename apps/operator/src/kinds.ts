import type { KubeObject, Reference } from "@atlas/kube";
import type { z } from "zod";
import { atlasMigrationSpec, atlasMigrationStatus, atlasMigrationType } from "./crd/atlas-migration.ts";
import type { AtlasMigrationSpec, AtlasMigrationStatus } from "./crd/atlas-migration.ts";
import { atlasSchemaSpec, atlasSchemaStatus, atlasSchemaType } from "./crd/atlas-schema.ts";
import type { AtlasSchemaSpec, AtlasSchemaStatus } from "./crd/atlas-schema.ts";
import { inputFailure } from "./failures.ts";
import { referencesOf } from "./inputs/references.ts";
import type { ReconciledKind } from "./pass.ts";
import { reconcileSchema, type SchemaDeps } from "./reconcile-schema.ts";
import { parseSpec, parseStatus } from "./resource.ts";

export function schemaKind(deps: SchemaDeps): ReconciledKind<AtlasSchemaStatus> {
  return {
    type: atlasSchemaType,
    component: "atlasschema-controller",
    readStatus: (object) => parseStatus(atlasSchemaStatus, object),
    references: (object) => referencesIn(atlasSchemaSpec, object),
    backoffLimit: (object) => backoffLimitIn(atlasSchemaSpec, object),
    reconcile: (object, status, reader, hooks, signal) =>
      reconcileSchema(object, status, reader, deps, hooks, signal),
  };
}

/** Migration directories are not applied by this build, and their resources say so. */
export const migrationKind: ReconciledKind<AtlasMigrationStatus> = {
  type: atlasMigrationType,
  component: "atlasmigration-controller",
  readStatus: (object) => parseStatus(atlasMigrationStatus, object),
  references: (object) => referencesIn(atlasMigrationSpec, object),
  backoffLimit: (object) => backoffLimitIn(atlasMigrationSpec, object),
  reconcile: async (object, _status, _reader, _hooks, signal) => {
    try {
      parseSpec(atlasMigrationSpec, object);
    } catch (error) {
      return inputFailure(error, "ReadingMigrationData", signal);
    }
    return {
      type: "failed",
      reason: "ReadingMigrationData",
      message:
        "this build of the operator does not act on AtlasMigration resources; the database was not touched\n" +
        "Declare the schema with an AtlasSchema resource, or apply the directory with another tool.",
      retry: "on_change",
    };
  },
};

/** How often a failing pass is repeated when the spec cannot be read. */
const defaultBackoffLimit = 20;

type SpecType = z.ZodType<AtlasSchemaSpec> | z.ZodType<AtlasMigrationSpec>;

function referencesIn(type: SpecType, object: KubeObject): readonly Reference[] {
  const parsed = type.safeParse(object.spec ?? {});
  return parsed.success ? referencesOf(parsed.data, object.metadata.namespace) : [];
}

function backoffLimitIn(type: SpecType, object: KubeObject): number {
  const parsed = type.safeParse(object.spec ?? {});
  return parsed.success ? parsed.data.backoffLimit : defaultBackoffLimit;
}
