import { coreSkippableChanges } from "@atlas/core";
import type { ResourceType } from "@atlas/kube";
import { z } from "zod";
import {
  configMapKeySelector,
  flag,
  secretSource,
  sharedFields,
  sharedStatusFields,
  text,
} from "./fields.ts";

export const atlasSchemaType: ResourceType = {
  group: "db.atlasgo.io",
  version: "v1alpha1",
  plural: "atlasschemas",
  kind: "AtlasSchema",
};

const skip = z
  .strictObject(
    Object.fromEntries(
      coreSkippableChanges.map((change) => [change, flag(`Leaves ${change} changes out of plans.`)]),
    ) as Record<(typeof coreSkippableChanges)[number], ReturnType<typeof flag>>, // The keys are exactly these.
  )
  .optional()
  .describe("Changes to leave out of every plan.");

const policy = z
  .strictObject({
    lint: z
      .strictObject({
        destructive: z
          .strictObject({ error: flag("Whether changes that destroy something are refused.") })
          .optional()
          .describe("What to do about destructive changes."),
        review: z
          .enum(["ALWAYS", "WARNING", "ERROR"])
          .optional()
          .describe("When a person has to approve a plan."),
      })
      .optional()
      .describe("What is checked before a change."),
    diff: z
      .strictObject({
        concurrent_index: z
          .strictObject({
            create: flag("Whether indexes are created without blocking writes."),
            drop: flag("Whether indexes are dropped without blocking writes."),
          })
          .optional()
          .describe("Index changes that do not block writes."),
        online: flag(
          "Whether constraints, NOT NULL and indexes are added in steps that do not block others for long, where the database can.",
        ),
        skip,
      })
      .optional()
      .describe("How changes are planned."),
  })
  .describe("What is allowed and how.");

export const atlasSchemaSpec = z.strictObject({
  ...sharedFields,
  schema: z
    .strictObject({
      sql: text("The desired state as SQL."),
      hcl: text("The desired state as HCL."),
      url: z
        .string()
        .regex(/^atlas:\/\//)
        .optional()
        .describe("The desired state in a registry: an atlas:// URL."),
      configMapKeyRef: configMapKeySelector
        .optional()
        .describe("A key of a ConfigMap that holds the desired state; it ends with .sql or .hcl."),
    })
    .optional()
    .describe("The desired state."),
  cloud: z
    .strictObject({
      tokenFrom: secretSource("Reads the token of the registry from a Secret."),
      repo: text("Repository of the registry that holds the plans of this schema."),
    })
    .optional()
    .describe("The registry to work with."),
  exclude: z
    .array(z.string())
    .optional()
    .describe("Patterns of what is left alone, such as public.*_backup."),
  schemas: z
    .array(z.string())
    .optional()
    .describe("Schemas to manage. Default: all, or what the URL is bound to."),
  txMode: z
    .enum(["file", "all", "none"])
    .default("file")
    .describe("Whether the statements run in one transaction where the database can do so: file and all do."),
  policy: policy.optional(),
});

/** The spec of an AtlasSchema with its defaults filled in. */
export type AtlasSchemaSpec = z.infer<typeof atlasSchemaSpec>;

/** Not strict: fields of other versions are no reason to forget what was applied. */
export const atlasSchemaStatus = z.object({
  ...sharedStatusFields,
  last_applied: z
    .int()
    .meta({ format: "int64" })
    .optional()
    .describe("When the desired state was last applied, in seconds since 1970."),
  observed_target: text("Fingerprint of the target database that was last applied to: not its address."),
  planURL: text("URL of the plan in the registry."),
  planLink: text("Link to the plan in the registry."),
});

export type AtlasSchemaStatus = z.infer<typeof atlasSchemaStatus>;
