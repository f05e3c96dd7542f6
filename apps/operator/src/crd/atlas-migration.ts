import type { ResourceType } from "@atlas/kube";
import { z } from "zod";
import { secretSource, sharedFields, sharedStatusFields, text } from "./fields.ts";

export const atlasMigrationType: ResourceType = {
  group: "db.atlasgo.io",
  version: "v1alpha1",
  plural: "atlasmigrations",
  kind: "AtlasMigration",
};

export const atlasMigrationSpec = z.strictObject({
  ...sharedFields,
  cloud: z
    .strictObject({
      url: text("Address of the registry."),
      project: text("Project of the registry."),
      tokenFrom: secretSource("Reads the token of the registry from a Secret."),
    })
    .optional()
    .describe("The registry to work with."),
  dir: z
    .strictObject({
      configMapRef: z
        .strictObject({ name: z.string().default("").describe("Name of the ConfigMap.") })
        .meta({ "x-kubernetes-map-type": "atomic" })
        .optional()
        .describe("A ConfigMap whose keys are the files of the directory."),
      local: z
        .record(z.string(), z.string())
        .optional()
        .describe("The files of the directory: file name to content."),
      remote: z
        .strictObject({
          name: text("Name of the directory in the registry."),
          tag: text("Tag of the directory. Default: latest."),
        })
        .optional()
        .describe("A directory of the registry."),
    })
    .describe("The migration directory."),
  revisionsSchema: text("The schema that holds the table of revisions."),
  baseline: text("The version at which a database that is not empty starts."),
  execOrder: z
    .enum(["linear", "linear-skip", "non-linear"])
    .default("linear")
    .describe("What becomes of files that were added before the current version."),
  protectedFlows: z
    .strictObject({
      migrateDown: z
        .strictObject({
          allow: z.boolean().default(false).describe("Whether migrations may be reverted."),
          autoApprove: z.boolean().default(false).describe("Whether reverting needs no approval."),
        })
        .optional()
        .describe("Reverting migrations."),
    })
    .optional()
    .describe("Flows that have to be allowed first."),
});

export type AtlasMigrationSpec = z.infer<typeof atlasMigrationSpec>;

const int64 = { format: "int64" };

/** Not strict: fields of other versions are no reason to forget what was applied. */
export const atlasMigrationStatus = z.object({
  ...sharedStatusFields,
  lastAppliedVersion: text("The version of the last file that was applied."),
  lastDeploymentUrl: text("Link to the last deployment in the registry."),
  approvalUrl: text("Link to the approval that is waited for."),
  lastApplied: z.int().meta(int64).optional().describe("When that file was applied, in seconds since 1970."),
});

export type AtlasMigrationStatus = z.infer<typeof atlasMigrationStatus>;
