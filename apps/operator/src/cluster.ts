import { ApiClient, ApiStore, type ControllerMetrics, findAccess, type Log } from "@atlas/kube";
import { version } from "@atlas/workflows";

/** The API server and what is ours there. */
export interface Cluster {
  readonly client: ApiClient;
  readonly store: ApiStore;
  /** Where the lease is kept: our own namespace. */
  readonly namespace: string;
}

/** @throws {AtlasError} `E_INPUT` when no API server is configured. */
export async function connectCluster(
  options: { readonly kubeconfig: string | undefined; readonly env: NodeJS.ProcessEnv },
  metrics: ControllerMetrics,
  log: Log,
): Promise<Cluster> {
  const access = await findAccess({
    env: options.env,
    ...(options.kubeconfig ? { kubeconfig: options.kubeconfig } : {}),
  });
  const client = new ApiClient(access, {
    userAgent: `atlas-operator/${version}`,
    onAnswer: metrics.requestCounter(access.server),
  });
  return { client, store: new ApiStore(client, { log }), namespace: access.namespace ?? "default" };
}
