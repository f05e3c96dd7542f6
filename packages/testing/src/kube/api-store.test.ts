import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { ApiClient, ApiStore, findAccess, type ApiAccess, type ResourceType } from "@atlas/kube";
import { skipWithout, startControlPlane, type ControlPlane } from "../control-plane/index.ts";
import { Seen } from "./seen.ts";
import { installWidgets, widget, widgets } from "./widgets.ts";

const configMaps: ResourceType = { group: "", version: "v1", plural: "configmaps", kind: "ConfigMap" };
const secrets: ResourceType = { group: "", version: "v1", plural: "secrets", kind: "Secret" };

const started = await startControlPlane({ audit: true });
const skip = skipWithout(started);

describe("the store of a real API server", { skip, timeout: 60_000 }, () => {
  let plane: ControlPlane;
  let access: ApiAccess;
  let store: ApiStore;

  before(async () => {
    assert.ok(started.unavailable === undefined);
    plane = started;
    access = await findAccess({ kubeconfig: plane.kubeconfig, env: {} });
    store = new ApiStore(new ApiClient(access));
    await installWidgets(plane);
  });

  after(async () => {
    await plane[Symbol.asyncDispose]();
  });

  async function createMap(namespace: string, name: string): Promise<void> {
    await plane.kubectl(["-n", namespace, "create", "configmap", name, "--from-literal=a=1"]);
  }

  it("gets an object as it is, and nothing for one that does not exist", async () => {
    const namespace = await plane.createNamespace();
    await createMap(namespace, "one");
    const object = await store.get(configMaps, { namespace, name: "one" });
    assert.equal(object?.kind, "ConfigMap");
    assert.deepEqual(object?.data, { a: "1" });
    assert.equal(await store.get(configMaps, { namespace, name: "two" }), undefined);
  });

  it("lists more objects than one page holds, from several namespaces, chosen by label", async () => {
    const [first, second] = [await plane.createNamespace(), await plane.createNamespace()];
    const items = [first, second].flatMap((namespace) =>
      ["a", "b", "c"].map((name) => ({
        ...widget(namespace, name, {}),
        metadata: { namespace, name, labels: { team: name === "c" ? "beta" : "alpha" } },
      })),
    );
    await plane.kubectl(["apply", "-f", "-"], { apiVersion: "v1", kind: "List", items });
    const paged = new ApiStore(store.client, { pageSize: 1 });
    const scope = { namespaces: [first, second], labelSelector: "team=alpha" };
    const found = await paged.list(widgets, scope);
    assert.deepEqual(
      found.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
      [`${first}/a`, `${first}/b`, `${second}/a`, `${second}/b`],
    );
  });

  it("watches what is there and what changes, and says once that the first list is complete", async () => {
    const [first, second] = [await plane.createNamespace(), await plane.createNamespace()];
    await createMap(first, "one");
    const seen = new Seen();
    const stop = new AbortController();
    const scope = { namespaces: [first, second] };
    const watched = store.watch(configMaps, scope, seen.onEvent, stop.signal);
    await seen.until("synced");
    await createMap(second, "two");
    await seen.until("set two");
    await plane.kubectl(["-n", first, "delete", "configmap", "one"]);
    await seen.until("deleted one");
    stop.abort();
    await watched;
    assert.deepEqual(seen.lines, ["set one", "synced", "set two", "deleted one"]);
  });

  it("does not fetch what a Secret holds when only the metadata is asked for", async () => {
    const namespace = await plane.createNamespace();
    await plane.kubectl(["-n", namespace, "create", "secret", "generic", "s", "--from-literal=password=x"]);
    const [secret] = await store.list(secrets, { namespaces: [namespace], metadataOnly: true });
    assert.equal(secret?.metadata.name, "s");
    assert.equal(secret?.kind, "Secret");
    assert.equal(secret?.data, undefined);
  });

  it("goes on where a killed connection stopped, without a new list", async () => {
    const namespace = await plane.createNamespace();
    await createMap(namespace, "one");
    await using proxy = await startProxy(access.server);
    const through = new ApiStore(new ApiClient(proxy.access(access), { userAgent: "killed" }));
    const seen = new Seen();
    const stop = new AbortController();
    const watched = through.watch(configMaps, { namespaces: [namespace] }, seen.onEvent, stop.signal);
    await seen.until("synced");
    proxy.kill();
    await createMap(namespace, "two");
    await seen.until("set two");
    stop.abort();
    await watched;
    assert.deepEqual(seen.lines, ["set one", "synced", "set two"]);
    const made = (await plane.requests()).filter(({ userAgent }) => userAgent === "killed");
    assert.equal(made.filter(({ verb }) => verb === "list").length, 1);
  });

  it("notices a connection that died without a word", async () => {
    const namespace = await plane.createNamespace();
    await using proxy = await startProxy(access.server);
    const through = new ApiStore(new ApiClient(proxy.access(access)), { silenceMs: 500 });
    const seen = new Seen();
    const stop = new AbortController();
    const watched = through.watch(configMaps, { namespaces: [namespace] }, seen.onEvent, stop.signal);
    await seen.until("synced");
    proxy.mute();
    await createMap(namespace, "one");
    await seen.until("set one");
    stop.abort();
    await watched;
  });

  it("reports as deleted what vanished while the point to resume from was forgotten", async () => {
    const namespace = await plane.createNamespace();
    await createMap(namespace, "kept");
    await createMap(namespace, "gone");
    await using proxy = await startProxy(access.server);
    const through = new ApiStore(new ApiClient(proxy.access(access)));
    const seen = new Seen();
    const stop = new AbortController();
    const watched = through.watch(configMaps, { namespaces: [namespace] }, seen.onEvent, stop.signal);
    await seen.until("synced");

    proxy.block();
    await plane.kubectl(["-n", namespace, "delete", "configmap", "gone"]);
    await createMap(namespace, "new");
    await plane.compact();
    // A restarted API server has only what etcd still knows: the old point answers 410.
    await plane.stopApiServer();
    await plane.startApiServer();
    proxy.unblock();

    await seen.until("deleted gone");
    await seen.until("set new");
    stop.abort();
    await watched;
    assert.deepEqual(seen.lines.slice(3).sort(), ["deleted gone", "set new"]);
  });

  it("survives a restart of the API server", async () => {
    const namespace = await plane.createNamespace();
    const seen = new Seen();
    const stop = new AbortController();
    const watched = store.watch(configMaps, { namespaces: [namespace] }, seen.onEvent, stop.signal);
    await seen.until("synced");
    await plane.stopApiServer();
    await plane.startApiServer();
    await createMap(namespace, "one");
    await seen.until("set one");
    stop.abort();
    await watched;
    assert.deepEqual(seen.lines, ["synced", "set one"]);
  });

  it("replaces a status, and writes nothing when it is what it was", async () => {
    const namespace = await plane.createNamespace();
    const key = { namespace, name: "w" };
    await plane.kubectl(["apply", "-f", "-"], widget(namespace, "w", { size: 1 }));
    await store.patchStatus(widgets, key, { count: 1, conditions: [{ type: "Ready" }], old: true });
    await store.patchStatus(widgets, key, { conditions: [{ type: "Ready" }], count: 2 });
    const written = await store.get(widgets, key);
    assert.deepEqual(written?.status, { conditions: [{ type: "Ready" }], count: 2 });
    await store.patchStatus(widgets, key, { count: 2, conditions: [{ type: "Ready" }], unset: undefined });
    const again = await store.get(widgets, key);
    assert.equal(again?.metadata.resourceVersion, written?.metadata.resourceVersion);
    assert.deepEqual(again?.spec, { size: 1 });
  });

  it("brings each of many statuses written at once to its end", async () => {
    const namespace = await plane.createNamespace();
    const key = { namespace, name: "w" };
    await plane.kubectl(["apply", "-f", "-"], widget(namespace, "w", {}));
    const counts = Array.from({ length: 20 }, (_, count) => count);
    await Promise.all(counts.map((count) => store.patchStatus(widgets, key, { count })));
    assert.ok(Object.hasOwn(Object((await store.get(widgets, key))?.status), "count"));
  });

  it("says so when the schema forbids a status", async () => {
    const namespace = await plane.createNamespace();
    await plane.kubectl(["apply", "-f", "-"], widget(namespace, "w", {}));
    await assert.rejects(store.patchStatus(widgets, { namespace, name: "w" }, { count: 1000 }), {
      code: "E_KUBE_API",
      status: 422,
      message: /should be less than or equal to 100/u,
    });
  });

  it("leaves the status of a deleted object alone", async () => {
    const namespace = await plane.createNamespace();
    await store.patchStatus(widgets, { namespace, name: "never" }, { count: 1 });
  });

  it("counts an event that happens again instead of writing a second one", async () => {
    const namespace = await plane.createNamespace();
    await createMap(namespace, "one");
    const about = await store.get(configMaps, { namespace, name: "one" });
    assert.ok(about);
    const event = {
      about,
      type: "Warning",
      reason: "Failed",
      message: "é".repeat(2000),
      component: "test",
    } as const;
    await Promise.all([store.recordEvent(event), store.recordEvent(event), store.recordEvent(event)]);
    await store.recordEvent({ ...event, reason: "Other" });
    const listed: unknown = JSON.parse(await plane.kubectl(["-n", namespace, "get", "events", "-o", "json"]));
    // What kubectl prints is a v1 EventList.
    const { items } = listed as { items: { reason: string; count: number; message: string }[] };
    assert.deepEqual(items.map(({ reason, count }) => `${reason} ${count}`).sort(), ["Failed 3", "Other 1"]);
    assert.ok(items.every(({ message }) => Buffer.byteLength(message) <= 1024 && message.endsWith("é…")));
  });

  it("drops and counts an event that cannot be written", async () => {
    const about = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "one", namespace: "no-such", uid: "x", resourceVersion: "1", generation: 0 },
    };
    await store.recordEvent({ about, type: "Normal", reason: "A", message: "b", component: "test" });
    assert.equal(store.droppedEvents, 1);
  });
});

/** A TCP proxy before the API server whose connections a test can break in several ways. */
async function startProxy(server: string) {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  let blocked = false;
  const proxy: Server = createServer((client) => {
    if (blocked) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on("error", () => {})
        .on("close", () => {
          sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
    }
    client.pipe(upstream);
    upstream.pipe(client);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  // A TCP server that listens has an address of this shape.
  const own = (proxy.address() as AddressInfo).port;
  const kill = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    access: (real: ApiAccess): ApiAccess => ({ ...real, server: `https://127.0.0.1:${own}` }),
    kill,
    /** Open connections stay, but nothing passes any more. */
    mute: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    block: () => {
      blocked = true;
      kill();
    },
    unblock: () => {
      blocked = false;
    },
    [Symbol.asyncDispose]: async () => {
      kill();
      proxy.close();
      await once(proxy, "close");
    },
  };
}
