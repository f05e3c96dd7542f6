import { createHash } from "node:crypto";
import type { KubeObject, ResourceType } from "@atlas/kube";
import type { SharedServer } from "./engines.ts";

export const deploymentType: ResourceType = {
  group: "apps",
  version: "v1",
  plural: "deployments",
  kind: "Deployment",
};
export const serviceType: ResourceType = { group: "", version: "v1", plural: "services", kind: "Service" };
export const podType: ResourceType = { group: "", version: "v1", plural: "pods", kind: "Pod" };

/** Where a ready pod says how to connect to it: a URL whose host is replaced. */
export const templateAnnotation = "atlasgo.io/conntmpl";
/** What a Deployment was made of, so that another wish is noticed. */
const digestAnnotation = "db.atlasgo.io/template";
/** On Deployments that several resources use. */
export const sharedLabel = "db.atlasgo.io/dev-db";

/** A dev database as it should run in the cluster. */
export interface DevServer {
  readonly namespace: string;
  readonly name: string;
  /** The driver: `mysql`. */
  readonly engine: string;
  readonly podSpec: object;
  /** The URL with any host. It is for a throw-away database and holds no secret of anybody. */
  readonly template: string;
  /** Where the Service listens; absent: there is none. */
  readonly port?: number;
  readonly isShared: boolean;
}

/** What a resource is called by what belongs to it. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export function labelsOf({ engine, name }: Pick<DevServer, "engine" | "name">): Record<string, string> {
  return {
    "atlasgo.io/engine": engine,
    "app.kubernetes.io/instance": name,
    "app.kubernetes.io/name": "atlas-dev-db",
    "app.kubernetes.io/part-of": "atlas-operator",
    "app.kubernetes.io/created-by": "controller-manager",
  };
}

export function ownerOf(object: KubeObject, isController: boolean): OwnerReference {
  const { name, uid } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name,
    uid,
    ...(isController && { controller: true, blockOwnerDeletion: true }),
  };
}

export function podTemplate(server: DevServer): object {
  return {
    metadata: { labels: labelsOf(server), annotations: { [templateAnnotation]: server.template } },
    spec: server.podSpec,
  };
}

/** Equal for equal templates. */
export function digestOf(server: DevServer): string {
  return createHash("sha256")
    .update(JSON.stringify(podTemplate(server)))
    .digest("base64url");
}

export function deployment(server: DevServer, owner: OwnerReference): object {
  const { namespace, name } = server;
  return {
    metadata: {
      name,
      namespace,
      ...(server.isShared && { labels: { [sharedLabel]: "shared" } }),
      annotations: { [digestAnnotation]: digestOf(server) },
      ownerReferences: [owner],
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: labelsOf(server) },
      template: podTemplate(server),
    },
  };
}

/** Without an address of its own: its name stands for the pod that is ready. */
export function service(server: DevServer & { readonly port: number }, owner: OwnerReference): object {
  const { namespace, name, engine, port } = server;
  return {
    metadata: { name, namespace, ownerReferences: [owner] },
    spec: {
      clusterIP: "None",
      selector: labelsOf(server),
      ports: [{ name: engine, port, targetPort: engine }],
    },
  };
}

/** The pod of a server that many share. */
export function sharedPodSpec({ engine, tag }: SharedServer): object {
  return {
    containers: [
      {
        name: engine.name,
        image: `${engine.image}:${tag}`,
        env: engine.env,
        ports: [{ name: engine.name, containerPort: engine.port }],
        startupProbe: { exec: { command: engine.probe }, failureThreshold: 30, periodSeconds: 10 },
        securityContext: {
          runAsUser: engine.uid,
          runAsNonRoot: true,
          allowPrivilegeEscalation: false,
          seccompProfile: { type: "RuntimeDefault" },
          capabilities: { drop: ["ALL"] },
        },
      },
    ],
  };
}

interface DeploymentFacts {
  readonly replicas: number;
  readonly digest: string | undefined;
  readonly owners: readonly { readonly uid: string }[];
}

/** What matters of a Deployment that was read; the API server guarantees its shape. */
export function factsOf(object: KubeObject): DeploymentFacts {
  const spec = object.spec as { readonly replicas?: number };
  return {
    replicas: spec.replicas ?? 0,
    digest: object.metadata.annotations?.[digestAnnotation],
    owners: object.metadata.ownerReferences ?? [],
  };
}

/** The JSON pointer of the annotation that holds the digest. */
export const digestPath = `/metadata/annotations/${digestAnnotation.replaceAll("/", "~1")}`;

/** A pod that serves: its address, and the URL with the host that its author wrote. */
export interface ReadyPod {
  readonly ip: string;
  readonly template: string | undefined;
}

export function readyPodOf(object: KubeObject): ReadyPod | undefined {
  // Guaranteed by the API server, as far as a pod has got.
  const status = object.status as
    | {
        readonly podIP?: string;
        readonly conditions?: readonly { readonly type: string; readonly status: string }[];
      }
    | undefined;
  const isReady = status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True");
  const isGoing = object.metadata.deletionTimestamp !== undefined;
  if (!isReady || isGoing || status?.podIP === undefined) return undefined;
  return { ip: status.podIP, template: object.metadata.annotations?.[templateAnnotation] };
}
