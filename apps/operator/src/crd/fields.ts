import { z } from "zod";

const atomic = { "x-kubernetes-map-type": "atomic" };

const selector = (what: string) =>
  z
    .strictObject({
      name: z.string().default("").describe(`Name of the ${what}, in the namespace of this resource.`),
      key: z.string().min(1).describe(`The key of the ${what} to read.`),
      optional: z.boolean().optional().describe(`Whether the ${what} or its key may be missing.`),
    })
    .meta(atomic);

export const secretKeySelector = selector("Secret");
export const configMapKeySelector = selector("ConfigMap");

/** A reference to one key of a Secret or a ConfigMap. */
export type KeySelector = z.infer<typeof secretKeySelector>;

export const secretSource = (description: string) =>
  z
    .strictObject({ secretKeyRef: secretKeySelector.optional().describe("A key of a Secret.") })
    .optional()
    .describe(description);

export const text = (description: string) => z.string().optional().describe(description);
export const flag = (description: string) => z.boolean().optional().describe(description);

const credentials = z
  .strictObject({
    scheme: text("Scheme of the URL, which names the database family, such as postgres."),
    user: text("The user to connect as."),
    userFrom: secretSource("Reads the user from a Secret; takes precedence over user."),
    password: text("The password of the user; passwordFrom keeps it out of the resource."),
    passwordFrom: secretSource("Reads the password from a Secret; takes precedence over password."),
    host: text("Host name or address of the server."),
    hostFrom: secretSource("Reads the host from a Secret; takes precedence over host."),
    port: z.int().min(0).max(65_535).optional().describe("Port of the server; 0 or absent: the default one."),
    database: text("The database to connect to."),
    parameters: z
      .record(z.string(), z.string())
      .optional()
      .describe("Query parameters of the URL, such as sslmode or search_path."),
  })
  .describe("The target in parts; used when neither url nor urlFrom is set.");

export type Credentials = z.infer<typeof credentials>;

const variable = z.strictObject({
  key: z.string().describe("Name of the input variable."),
  value: text("Its value."),
  valueFrom: z
    .strictObject({
      secretKeyRef: secretKeySelector.optional().describe("A key of a Secret."),
      configMapKeyRef: configMapKeySelector.optional().describe("A key of a ConfigMap."),
    })
    .optional()
    .describe("Reads the value from a Secret or a ConfigMap; takes precedence over value."),
});

/**
 * A pod template as Kubernetes defines it. Described no further: spelled out it alone exceeds what plain
 * `kubectl apply` accepts.
 */
const podSpec = z
  .looseObject({
    containers: z
      .array(z.looseObject({}))
      .describe("The containers of the pod; the first serves the database."),
  })
  .describe("Specification of the pod, as of a core/v1 Pod.");

/** The fields that both kinds share. */
export const sharedFields = {
  url: text("URL of the target database."),
  urlFrom: secretSource("Reads the URL of the target database from a Secret; takes precedence over url."),
  credentials: credentials.optional(),
  config: text("Text of a project file (atlas.hcl)."),
  configFrom: secretSource("Reads the project file from a Secret; takes precedence over config."),
  envName: text("Name of the env block of the project file to use. Default: kubernetes."),
  vars: z.array(variable).optional().describe("Input variables of the project file."),
  devURL: text("URL of the dev database, on which the desired state is read. Default: an embedded one."),
  devURLFrom: secretSource("Reads the URL of the dev database from a Secret; takes precedence over devURL."),
  devDB: z
    .strictObject({ spec: podSpec.optional() })
    .optional()
    .describe("A pod of your own as dev database; devURL then is the template of its URL."),
  backoffLimit: z
    .int()
    .min(0)
    .default(20)
    .describe(
      "How often a failing pass is tried again before the resource waits for a change; 0: without limit.",
    ),
};

const condition = z.object({
  type: z.string().max(316).describe("What the condition speaks of, such as Ready."),
  status: z.enum(["True", "False", "Unknown"]).describe("Whether it holds."),
  observedGeneration: z.int().min(0).optional().describe("The generation of the resource it was found for."),
  lastTransitionTime: z.iso.datetime().describe("When the status last changed."),
  reason: z.string().min(1).max(1024).describe("One word saying why, for programs."),
  message: z.string().max(32_768).describe("Why, for people."),
});

export type Condition = z.infer<typeof condition>;

/** The status fields that both kinds share. */
export const sharedStatusFields = {
  observedGeneration: z
    .int()
    .meta({ format: "int64" })
    .optional()
    .describe("The generation of the resource that the status speaks of."),
  conditions: z
    .array(condition)
    .optional()
    .meta({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"] })
    .describe("What is known about the resource: Ready, Reconciling, Stalled, Drifted."),
  observed_hash: text("Fingerprint of the desired state that was last applied."),
  failed: z.int().default(0).optional().describe("How many passes failed one after the other."),
};
