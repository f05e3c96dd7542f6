import { AtlasError, redact, Secret } from "@atlas/core";
import type { KubeObject, Reference, ResourceType, Store } from "@atlas/kube";
import type { AtlasMigrationSpec } from "../crd/atlas-migration.ts";
import type { AtlasSchemaSpec } from "../crd/atlas-schema.ts";
import type { KeySelector } from "../crd/fields.ts";

export const secretType: ResourceType = { group: "", version: "v1", plural: "secrets", kind: "Secret" };
export const configMapType: ResourceType = {
  group: "",
  version: "v1",
  plural: "configmaps",
  kind: "ConfigMap",
};

/** What has to be watched so that a change of any input is noticed. Sorted, without repetition. */
export function referencesOf(
  spec: AtlasSchemaSpec | AtlasMigrationSpec,
  namespace: string,
): readonly Reference[] {
  const { credentials } = spec;
  const secrets = [
    spec.urlFrom?.secretKeyRef,
    credentials?.userFrom?.secretKeyRef,
    credentials?.passwordFrom?.secretKeyRef,
    credentials?.hostFrom?.secretKeyRef,
    spec.configFrom?.secretKeyRef,
    spec.devURLFrom?.secretKeyRef,
    spec.cloud?.tokenFrom?.secretKeyRef,
    ...(spec.vars ?? []).map((variable) => variable.valueFrom?.secretKeyRef),
  ];
  const configMaps = [
    "schema" in spec ? spec.schema?.configMapKeyRef : undefined,
    "dir" in spec ? spec.dir.configMapRef : undefined,
    ...(spec.vars ?? []).map((variable) => variable.valueFrom?.configMapKeyRef),
  ];
  return [
    ...sortedNames(configMaps).map((name) => ({ type: configMapType, key: { namespace, name } })),
    ...sortedNames(secrets).map((name) => ({ type: secretType, key: { namespace, name } })),
  ];
}

function sortedNames(selectors: readonly ({ readonly name: string } | undefined)[]): readonly string[] {
  return [...new Set(selectors.flatMap((selector) => (selector?.name ? [selector.name] : [])))].sort();
}

/** Reads referenced keys for one pass over one resource: each object once. Remembers what must not be shown. */
export class ReferenceReader {
  readonly namespace: string;
  readonly #store: Store;
  readonly #signal: AbortSignal;
  readonly #objects = new Map<string, Promise<KubeObject | undefined>>();
  readonly #secrets = new Set<string>();

  constructor(store: Store, namespace: string, signal: AbortSignal) {
    this.#store = store;
    this.namespace = namespace;
    this.#signal = signal;
  }

  /**
   * The value of a key of a Secret; `undefined` when it is optional and missing.
   *
   * @throws {AtlasError} `E_INPUT` when the Secret or the key is missing.
   */
  async secret(selector: KeySelector): Promise<Secret<string> | undefined> {
    const encoded = await this.#value(secretType, selector);
    return encoded === undefined ? undefined : new Secret(Buffer.from(encoded, "base64").toString("utf8"));
  }

  /** The value of a key of a ConfigMap, else as for Secrets. */
  async configMap(selector: KeySelector): Promise<string | undefined> {
    return this.#value(configMapType, selector);
  }

  /** From now on `redacted` hides these. */
  hide(secrets: Iterable<string>): void {
    for (const secret of secrets) this.#secrets.add(secret);
  }

  /** The text without anything secret this pass has seen. */
  redacted(text: string): string {
    // Longest first: a password may be part of a URL that is quoted whole.
    return redact(
      text,
      [...this.#secrets].sort((a, b) => b.length - a.length),
    );
  }

  async #value(type: ResourceType, selector: KeySelector): Promise<string | undefined> {
    const object = await this.#object(type, selector.name);
    const value = object?.data?.[selector.key];
    if (value !== undefined || selector.optional === true) return value;
    if (!object) throw new AtlasError("E_INPUT", `${type.plural} "${selector.name}" not found`);
    const what = type === secretType ? "secret" : "configmaps";
    throw new AtlasError(
      "E_INPUT",
      `${what} ${this.namespace}/${selector.name} does not contain key "${selector.key}"`,
    );
  }

  #object(type: ResourceType, name: string): Promise<KubeObject | undefined> {
    const key = `${type.kind}/${name}`;
    const known = this.#objects.get(key);
    if (known) return known;
    const read = this.#store.get(type, { namespace: this.namespace, name }, { signal: this.#signal });
    this.#objects.set(key, read);
    return read;
  }
}
