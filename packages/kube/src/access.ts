import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Agent as HttpAgent, OutgoingHttpHeaders } from "node:http";
import { Agent as HttpsAgent, type RequestOptions } from "node:https";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import { AtlasError } from "@atlas/core";

/** What each request to the API server needs besides its path. */
export interface ApiCredentials {
  readonly agent: RequestOptions["agent"];
  readonly headers: OutgoingHttpHeaders;
  /** `user:password`, as old kubeconfigs have it. */
  readonly auth?: string | null;
}

/** Where the API server is and how we prove who we are. */
export interface ApiAccess {
  /** `https://host:port`, perhaps with a path, without a slash at the end. */
  readonly server: string;
  /** The namespace of our own pod, or of the kubeconfig's context. */
  readonly namespace: string | undefined;
  /** Agent, certificates and authorization header for the next request; renewed when they expire. */
  credentials(): Promise<ApiCredentials>;
}

export interface AccessOptions {
  /** A kubeconfig file; default: the pod's service account, then `KUBECONFIG`, then `~/.kube/config`. */
  readonly kubeconfig?: string;
  /** A context of the kubeconfig; default: its current one. */
  readonly context?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Default `/var/run/secrets/kubernetes.io/serviceaccount`. */
  readonly serviceAccountFolder?: string;
}

/**
 * Finds the API server.
 *
 * Within a pod it needs two files and no library; only a kubeconfig, with its plugins, proxies and client
 * certificates, loads the official client (45 MB of memory when bundled, 80 MB when not).
 *
 * @throws {AtlasError} `E_INPUT` when no server is configured or the kubeconfig cannot be read.
 */
export async function findAccess(options: AccessOptions = {}): Promise<ApiAccess> {
  const { env = process.env, serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount" } =
    options;
  const host = env["KUBERNETES_SERVICE_HOST"];
  const port = env["KUBERNETES_SERVICE_PORT"];
  const inPod = host !== undefined && port !== undefined && existsSync(join(serviceAccountFolder, "token"));
  const chosen = options.kubeconfig !== undefined || options.context !== undefined || env["KUBECONFIG"];
  if (inPod && !chosen) return await serviceAccountAccess(host, port, serviceAccountFolder);
  return await kubeconfigAccess(options);
}

/** The kubelet renews the token file long before it expires; we read it anew at this interval. */
const tokenLifeMs = 60_000;

async function serviceAccountAccess(host: string, port: string, folder: string): Promise<ApiAccess> {
  const ca = await readFile(join(folder, "ca.crt"));
  const agent = new HttpsAgent({ keepAlive: true, ca });
  let token = "";
  let readAt = -Infinity;
  return {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    namespace: await readFile(join(folder, "namespace"), "utf8").catch(() => undefined),
    credentials: async () => {
      if (performance.now() - readAt > tokenLifeMs) {
        token = (await readFile(join(folder, "token"), "utf8")).trim();
        readAt = performance.now();
      }
      return { agent, headers: { Authorization: `Bearer ${token}` } };
    },
  };
}

async function kubeconfigAccess(options: AccessOptions): Promise<ApiAccess> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  try {
    if (options.kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(options.kubeconfig);
  } catch (error) {
    // The parser's own message may quote the file, and the file may hold a token.
    const file = options.kubeconfig ?? "of KUBECONFIG or ~/.kube/config";
    throw new AtlasError("E_INPUT", `the kubeconfig ${file} cannot be read`, {
      hint: "Check that it exists and that `kubectl config view` understands it.",
      details: { problem: error instanceof Error ? error.name : "unknown" },
    });
  }
  if (options.context !== undefined) config.setCurrentContext(options.context);
  const cluster = config.getCurrentCluster();
  if (cluster === null)
    throw new AtlasError("E_INPUT", "the kubeconfig names no current cluster", {
      hint: "Choose a context with `kubectl config use-context`.",
    });

  const agents = new Map<string, HttpAgent>();
  return {
    server: cluster.server.replace(/\/+$/u, ""),
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    credentials: async () => {
      const applied: RequestOptions = {};
      await config.applyToHTTPSOptions(applied);
      const { ca, cert, key, rejectUnauthorized, servername, auth } = applied;
      // The library sets headers as an object; the list is the other form that Node would take.
      const headers = Array.isArray(applied.headers) ? {} : { ...(applied.headers as OutgoingHttpHeaders) };
      // The library's own agents close a connection after each request; only its proxies we must use.
      if (cluster.proxyUrl !== undefined || cluster.server.startsWith("http:"))
        return { agent: applied.agent, headers, auth };
      const identity = [ca, cert, key].map(String).join("\n");
      const agent =
        agents.get(identity) ??
        new HttpsAgent({ keepAlive: true, ca, cert, key, rejectUnauthorized, servername });
      agents.clear(); // Certificates change when a plugin renews them; only the newest serve.
      agents.set(identity, agent);
      return { agent, headers, auth };
    },
  };
}
