import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  ApiClient,
  ApiStore,
  ControllerMetrics,
  findAccess,
  runController,
  SharedWatches,
  type KubeObject,
  type Reference,
  type ResourceType,
} from "@atlas/kube";
import { skipWithout, useControlPlane, type TestControlPlane } from "../control-plane/index.ts";
import { Seen } from "./seen.ts";
import { installWidgets, widget, widgets } from "./widgets.ts";

const secrets: ResourceType = { group: "", version: "v1", plural: "secrets", kind: "Secret" };
const configMaps: ResourceType = { group: "", version: "v1", plural: "configmaps", kind: "ConfigMap" };

const started = await useControlPlane();

describe("a controller on a real API server", { skip: skipWithout(started), timeout: 60_000 }, () => {
  let plane: TestControlPlane;
  let store: ApiStore;

  before(async () => {
    assert.ok(started.unavailable === undefined);
    plane = started;
    store = new ApiStore(new ApiClient(await findAccess({ kubeconfig: plane.kubeconfig, env: {} })));
    await installWidgets(plane);
  });

  after(async () => {
    await plane[Symbol.asyncDispose]();
  });

  /** Runs a controller over one namespace, whose passes are seen as `pass <name>`. */
  async function run(namespace: string, pass: (name: string) => Promise<void> = async () => {}) {
    const seen = new Seen();
    const stop = new AbortController();
    const metrics = new ControllerMetrics();
    const watches = new SharedWatches(store, [namespace], stop.signal);
    const synced = Promise.withResolvers<void>();
    const running = runController(
      {
        name: "widget",
        store,
        type: widgets,
        scope: { namespaces: [namespace] },
        references,
        watched: { types: [secrets, configMaps], watches },
        backoff: { baseMs: 20, capMs: 100 },
        observer: metrics.observer("widget"),
        onSynced: synced.resolve,
        reconcile: async ({ name }) => {
          await pass(name);
          seen.add(`pass ${name}`);
          return {};
        },
      },
      stop.signal,
    );
    await synced.promise;
    return {
      seen,
      metrics,
      [Symbol.asyncDispose]: async () => {
        stop.abort();
        await running;
        await watches.ended();
      },
    };
  }

  const apply = (namespace: string, name: string, spec: object): Promise<string> =>
    plane.kubectl(["apply", "-f", "-"], widget(namespace, name, spec));

  it("passes over each object at start, when its spec changes, and for nothing else", async () => {
    const namespace = await plane.createNamespace();
    await apply(namespace, "old", { size: 1 });
    await using controller = await run(namespace);
    await controller.seen.until("pass old");
    await plane.kubectl(["-n", namespace, "label", "widget", "old", "team=alpha"]);
    await store.patchStatus(widgets, { namespace, name: "old" }, { count: 1 });
    await plane.kubectl(["-n", namespace, "delete", "widget", "old"]);
    await apply(namespace, "new", { size: 1 });
    await controller.seen.until("pass new");
    await apply(namespace, "new", { size: 2 });
    await controller.seen.until("pass new", 2);
    assert.deepEqual(controller.seen.lines, ["pass old", "pass new", "pass new"]);
  });

  it("passes over those who refer to a Secret that is created, changed or deleted", async () => {
    const namespace = await plane.createNamespace();
    await apply(namespace, "user", { secret: "password" });
    await apply(namespace, "other", { secret: "another" });
    await using controller = await run(namespace);
    const { seen } = controller;
    await seen.until("pass user");
    await seen.until("pass other");
    await plane.kubectl(["-n", namespace, "create", "secret", "generic", "password", "--from-literal=a=1"]);
    await seen.until("pass user", 2);
    await plane.kubectl([
      "-n",
      namespace,
      "patch",
      "secret",
      "password",
      "--type=merge",
      "-p",
      '{"stringData":{"a":"2"}}',
    ]);
    await seen.until("pass user", 3);
    await plane.kubectl(["-n", namespace, "delete", "secret", "password"]);
    await seen.until("pass user", 4);
    assert.equal(seen.lines.filter((line) => line === "pass other").length, 1);
  });

  it("no longer passes over an object for what it has ceased to refer to", async () => {
    const namespace = await plane.createNamespace();
    await apply(namespace, "user", { map: "first" });
    await using controller = await run(namespace);
    await controller.seen.until("pass user");
    await apply(namespace, "user", { map: "second" });
    await controller.seen.until("pass user", 2);
    await plane.kubectl(["-n", namespace, "create", "configmap", "first"]);
    await plane.kubectl(["-n", namespace, "create", "configmap", "second"]);
    await controller.seen.until("pass user", 3);
    await apply(namespace, "last", {});
    await controller.seen.until("pass last");
    assert.equal(controller.seen.lines.filter((line) => line === "pass user").length, 3);
  });

  it("repeats a pass that failed and counts both", async () => {
    const namespace = await plane.createNamespace();
    let failures = 2;
    await using controller = await run(namespace, async () => {
      if (failures-- > 0) throw new Error("not yet");
    });
    await apply(namespace, "one", {});
    await controller.seen.until("pass one");
    const text = await controller.metrics.registry.metrics();
    for (const line of [
      'controller_runtime_reconcile_total{controller="widget",result="success"} 1',
      'controller_runtime_reconcile_total{controller="widget",result="error"} 2',
      'controller_runtime_reconcile_errors_total{controller="widget"} 2',
      'workqueue_retries_total{name="widget",controller="widget"} 2',
      'workqueue_depth{controller="widget",name="widget"} 0',
    ])
      assert.ok(text.includes(`${line}\n`), `${line}\nis missing in\n${text}`);
  });
});

function references(object: KubeObject): readonly Reference[] {
  // The tests above write these specs.
  const { secret, map } = object.spec as { secret?: string; map?: string };
  const { namespace } = object.metadata;
  return [
    ...(secret === undefined ? [] : [{ type: secrets, key: { namespace, name: secret } }]),
    ...(map === undefined ? [] : [{ type: configMaps, key: { namespace, name: map } }]),
  ];
}
