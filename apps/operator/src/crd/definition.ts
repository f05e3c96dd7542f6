import type { ResourceType } from "@atlas/kube";
import { z } from "zod";
import { atlasMigrationSpec, atlasMigrationStatus, atlasMigrationType } from "./atlas-migration.ts";
import { atlasSchemaSpec, atlasSchemaStatus, atlasSchemaType } from "./atlas-schema.ts";

/** A JSON schema or any part of it: plain data. */
type Json = Record<string, unknown>;

interface Definition {
  readonly type: ResourceType;
  readonly description: string;
  readonly spec: z.ZodType;
  readonly status: z.ZodType;
}

const definitions: readonly Definition[] = [
  {
    type: atlasMigrationType,
    description: "A database whose schema follows a directory of migration files.",
    spec: atlasMigrationSpec,
    status: atlasMigrationStatus,
  },
  {
    type: atlasSchemaType,
    description: "A database whose schema is kept in a declared state.",
    spec: atlasSchemaSpec,
    status: atlasSchemaStatus,
  },
];

/** The CustomResourceDefinitions of all our kinds, by file name: `db.atlasgo.io_atlasschemas.yaml`. */
export function customResourceDefinitions(): ReadonlyMap<string, Json> {
  return new Map(
    definitions.map((definition) => [
      `${definition.type.group}_${definition.type.plural}.yaml`,
      customResourceDefinition(definition),
    ]),
  );
}

function customResourceDefinition({ type, description, spec, status }: Definition): Json {
  const singular = type.kind.toLowerCase();
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${type.plural}.${type.group}` },
    spec: {
      group: type.group,
      names: { kind: type.kind, listKind: `${type.kind}List`, plural: type.plural, singular },
      scope: "Namespaced",
      versions: [
        {
          name: type.version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: [readyColumn("Ready", "status"), readyColumn("Reason", "reason")],
          schema: {
            openAPIV3Schema: {
              description,
              type: "object",
              properties: {
                apiVersion: { type: "string" },
                kind: { type: "string" },
                metadata: { type: "object" },
                spec: structural(spec),
                // Until the first pass, generic tools then say "in progress".
                status: { ...structural(status), default: { observedGeneration: -1 } },
              },
            },
          },
        },
      ],
    },
  };
}

function readyColumn(name: string, field: string): Json {
  return { name, type: "string", jsonPath: `.status.conditions[?(@.type=="Ready")].${field}` };
}

/**
 * The schema in the form that Kubernetes calls structural.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
function structural(type: z.ZodType): Json {
  return z.toJSONSchema(type, {
    target: "openapi-3.0",
    io: "input",
    override: ({ jsonSchema }) => adapt(jsonSchema),
  });
}

function adapt(schema: Json): void {
  if (schema["type"] === "object" && schema["properties"] !== undefined) {
    // The API server drops unknown fields unless told otherwise, which `looseObject` says: only of pods.
    if (isEmpty(schema["additionalProperties"])) schema["x-kubernetes-preserve-unknown-fields"] = true;
    delete schema["additionalProperties"];
    if (isEmpty(schema["properties"])) delete schema["properties"];
  }
  if (schema["minimum"] === Number.MIN_SAFE_INTEGER) delete schema["minimum"];
  if (schema["maximum"] === Number.MAX_SAFE_INTEGER) delete schema["maximum"];
  if (schema["format"] === "date-time") delete schema["pattern"];
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
