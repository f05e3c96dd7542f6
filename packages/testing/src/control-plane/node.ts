import { setTimeout as pause } from "node:timers/promises";
import type { ControlPlaneClient } from "./client.ts";

/** A pod as far as a node looks at it. */
export interface SeenPod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly {
      readonly name: string;
      readonly image: string;
      readonly env?: readonly { readonly name: string; readonly value: string }[];
    }[];
  };
}

/** The program that a pod's image stands for. */
export interface ServedPod extends AsyncDisposable {
  /** Its own loopback address. */
  readonly ip: string;
}

/**
 * Plays the node of a namespace, as there is no kubelet: binds its pods, starts for each what its image stands for,
 * reports it ready, and ends it with the pod.
 */
export function playNode(
  plane: ControlPlaneClient,
  namespace: string,
  serve: (pod: SeenPod) => Promise<ServedPod>,
): AsyncDisposable & { readonly images: readonly string[] } {
  const served = new Map<string, ServedPod>();
  const images: string[] = [];
  const stop = new AbortController();
  const kubectl = (args: readonly string[], input?: object): Promise<string> =>
    plane.kubectl(["-n", namespace, ...args], input);

  async function look(): Promise<void> {
    const text = await kubectl(["get", "pods", "-o", "json"]);
    // The shape that the API gives to pods.
    const { items } = JSON.parse(text) as { items: readonly SeenPod[] };
    for (const pod of items) {
      const { name, deletionTimestamp } = pod.metadata;
      if (deletionTimestamp !== undefined) await end(name);
      else if (!served.has(name)) await begin(pod);
    }
  }

  async function begin(pod: SeenPod): Promise<void> {
    const { name } = pod.metadata;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/binding`;
    const binding = {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name },
      target: { apiVersion: "v1", kind: "Node", name: "played" },
    };
    if (pod.spec.nodeName === undefined) await kubectl(["create", "--raw", path, "-f", "-"], binding);
    const program = await serve(pod);
    served.set(name, program);
    images.push(...pod.spec.containers.map(({ image }) => image));
    const status = {
      phase: "Running",
      podIP: program.ip,
      podIPs: [{ ip: program.ip }],
      conditions: [{ type: "Ready", status: "True" }],
    };
    await kubectl([
      "patch",
      "pod",
      name,
      "--subresource=status",
      "--type=merge",
      "-p",
      JSON.stringify({ status }),
    ]);
  }

  async function end(name: string): Promise<void> {
    await served.get(name)?.[Symbol.asyncDispose]();
    served.delete(name);
    await kubectl(["delete", "pod", name, "--grace-period=0", "--force", "--ignore-not-found"]);
  }

  const loop = (async () => {
    while (!stop.signal.aborted) {
      await look().catch((error: unknown) => {
        if (!stop.signal.aborted) process.stderr.write(`played node: ${String(error)}\n`);
      });
      await pause(200, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return {
    images,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await loop;
      for (const program of served.values()) await program[Symbol.asyncDispose]();
    },
  };
}
