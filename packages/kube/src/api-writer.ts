import { ApiError, type ApiClient, isNotFound } from "./api-client.ts";
import { apiVersionOf, collectionPath, objectPath } from "./api-path.ts";
import type {
  JsonPatchOperation,
  KubeObject,
  ObjectKey,
  ObjectWriter,
  ResourceType,
  StoreCallOptions,
} from "./store.ts";
import { isRecord, readObject } from "./wire.ts";

/** Writes objects through a real API server. */
export class ApiWriter implements ObjectWriter {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  async create(
    type: ResourceType,
    object: object,
    { signal }: StoreCallOptions = {},
  ): Promise<KubeObject | undefined> {
    const body = { apiVersion: apiVersionOf(type), kind: type.kind, ...object };
    const path = collectionPath(type, namespaceOf(body));
    try {
      return readObject(type, await this.#client.call({ method: "POST", path, body, signal }));
    } catch (error) {
      if (error instanceof ApiError && error.reason === "AlreadyExists") return undefined;
      throw error;
    }
  }

  async patch(
    type: ResourceType,
    key: ObjectKey,
    patch: readonly JsonPatchOperation[],
    { signal }: StoreCallOptions = {},
  ): Promise<KubeObject | undefined> {
    try {
      const answer = await this.#client.call({
        method: "PATCH",
        path: objectPath(type, key),
        contentType: "application/json-patch+json",
        body: patch,
        signal,
      });
      return readObject(type, answer);
    } catch (error) {
      const testFailed =
        error instanceof ApiError && error.status === 422 && patch.some(({ op }) => op === "test");
      if (isNotFound(error) || testFailed) return undefined;
      throw error;
    }
  }

  async remove(type: ResourceType, key: ObjectKey, { signal }: StoreCallOptions = {}): Promise<void> {
    try {
      await this.#client.call({ method: "DELETE", path: objectPath(type, key), signal });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

/** An object without a namespace is refused by the API server where it needs one. */
function namespaceOf(object: object): string {
  const metadata: unknown = "metadata" in object ? object.metadata : undefined;
  const namespace = isRecord(metadata) ? metadata["namespace"] : undefined;
  return typeof namespace === "string" ? namespace : "";
}
