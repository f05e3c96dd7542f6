import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ApiClient, findAccess } from "@atlas/kube";
import { skipWithout, useControlPlane, type TestControlPlane } from "../control-plane/index.ts";

const started = await useControlPlane();

describe("the way to the API server", { skip: skipWithout(started), timeout: 60_000 }, () => {
  let plane: TestControlPlane;
  let server: URL;
  let token: string;
  let ca: string;
  let folder: string;

  before(async () => {
    assert.ok(started.unavailable === undefined);
    plane = started;
    // Our own kubeconfig is JSON with one cluster and one user.
    const config = JSON.parse(await readFile(plane.kubeconfig, "utf8")) as {
      clusters: [{ cluster: { server: string; "certificate-authority": string } }];
      users: [{ user: { token: string } }];
    };
    server = new URL(config.clusters[0].cluster.server);
    token = config.users[0].user.token;
    ca = await readFile(config.clusters[0].cluster["certificate-authority"], "utf8");
    folder = await mkdtemp(join(tmpdir(), "service-account-"));
  });

  after(async () => {
    await rm(folder, { recursive: true });
    await plane[Symbol.asyncDispose]();
  });

  it("is found within a pod by its service account, without any kubeconfig", async () => {
    await writeFile(join(folder, "token"), `${token}\n`);
    await writeFile(join(folder, "ca.crt"), ca);
    await writeFile(join(folder, "namespace"), "shop");
    const env = { KUBERNETES_SERVICE_HOST: server.hostname, KUBERNETES_SERVICE_PORT: server.port };
    const access = await findAccess({ env, serviceAccountFolder: folder });
    assert.equal(access.namespace, "shop");
    const version = await new ApiClient(access).call({ method: "GET", path: "/api/v1/namespaces/default" });
    assert.equal(Object(version).kind, "Namespace");
  });

  it("is refused with a hint when the token is wrong", async () => {
    const access = await findAccess({ kubeconfig: plane.kubeconfig, env: {} });
    const wrong = { ...access, credentials: async () => ({ ...(await access.credentials()), headers: {} }) };
    await assert.rejects(new ApiClient(wrong).call({ method: "GET", path: "/api/v1/namespaces" }), {
      code: "E_KUBE_API",
      status: 403, // Anonymous, which may do nothing.
    });
  });

  it("says which kubeconfig it could not read, and nothing of what is in it", async () => {
    const file = join(folder, "broken");
    await writeFile(file, "users: [{name: a, user: {token: very-secret]");
    await assert.rejects(findAccess({ kubeconfig: file, env: {} }), (error: Error) => {
      assert.match(error.message, /broken cannot be read/u);
      assert.doesNotMatch(JSON.stringify(error), /very-secret/u);
      return true;
    });
  });

  it("reports a server that does not answer as such", async () => {
    const access = await findAccess({ kubeconfig: plane.kubeconfig, env: {} });
    const nowhere = new ApiClient({ ...access, server: "https://127.0.0.1:1" });
    await assert.rejects(nowhere.call({ method: "GET", path: "/readyz" }), { code: "E_KUBE_API", status: 0 });
  });

  it("stops waiting when it is told to", async () => {
    const access = await findAccess({ kubeconfig: plane.kubeconfig, env: {} });
    const signal = AbortSignal.abort();
    const call = new ApiClient(access).call({ method: "GET", path: "/readyz", signal });
    await assert.rejects(call, { code: "E_CANCELLED" });
  });
});
