import type { ResourceType } from "@atlas/kube";
import type { ControlPlaneClient } from "../control-plane/index.ts";

/** A small kind of our own, with a status sub-resource, for tests of what knows no kind. */
export const widgets: ResourceType = {
  group: "example.org",
  version: "v1",
  plural: "widgets",
  kind: "Widget",
};

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.org" },
  spec: {
    group: "example.org",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
              status: {
                type: "object",
                "x-kubernetes-preserve-unknown-fields": true,
                properties: { count: { type: "integer", maximum: 100 } },
              },
            },
          },
        },
      },
    ],
  },
} as const;

/** Makes the kind known; it may be so already. */
export async function installWidgets(client: ControlPlaneClient): Promise<void> {
  await client.kubectl(["apply", "-f", "-"], definition);
  await client.kubectl(["wait", "--for=condition=Established", "crd/widgets.example.org", "--timeout=30s"]);
}

/** A widget for `kubectl apply -f -`. */
export function widget(namespace: string, name: string, spec: object): object {
  return { apiVersion: "example.org/v1", kind: "Widget", metadata: { namespace, name }, spec };
}
