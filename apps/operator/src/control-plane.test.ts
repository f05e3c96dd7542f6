import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
// Not by its name: only tests may know the package, and an installed operator is without it.
import { skipWithout, useControlPlane } from "@atlas/testing";
import { runOperator } from "./run.ts";
import type { OperatorSettings } from "./settings.ts";

const plane = await useControlPlane();
const crds = join(import.meta.dirname, "../../../deploy/crds");

describe("the operator on a Kubernetes API server", { skip: skipWithout(plane) }, () => {
  if (plane.unavailable !== undefined) return;
  const { kubeconfig } = plane;
  const kubectl = (args: readonly string[], input?: object) => plane.kubectl(args, input);
  let folder = "";

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atlas-operator-"));
    await kubectl(["apply", "-f", crds]);
    await kubectl(["wait", "--for=condition=Established", "--timeout=30s", "-f", crds]);
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await plane[Symbol.asyncDispose]();
  });

  /** An operator that is stopped when it is disposed. */
  function start(
    namespace: string,
    settings: Partial<OperatorSettings> = {},
  ): AsyncDisposable & { readonly said: string[] } {
    const stop = new AbortController();
    const said: string[] = [];
    const ended = runOperator(
      {
        kubeconfig,
        namespaces: [namespace],
        metricsAddress: "0",
        probeAddress: "0",
        dataDir: join(folder, "data"),
        ...settings,
      },
      {
        signal: stop.signal,
        log: (_level, message, fields) => said.push(JSON.stringify({ ...fields, text: message })),
      },
    );
    return {
      said,
      [Symbol.asyncDispose]: async () => {
        stop.abort();
        await ended;
      },
    };
  }

  const schemaOf = (name: string, spec: object) => ({
    apiVersion: "db.atlasgo.io/v1alpha1",
    kind: "AtlasSchema",
    metadata: { name },
    spec,
  });
  const users = "CREATE TABLE users (id integer PRIMARY KEY);";

  it("brings a resource from in progress to Ready as kubectl shows it", async () => {
    const namespace = await plane.createNamespace("operator");
    const get = (...args: string[]) => kubectl(["get", "-n", namespace, ...args]);
    const app = schemaOf("app", { url: `sqlite://${join(folder, "app.db")}`, schema: { sql: users } });
    await kubectl(["apply", "-n", namespace, "-f", "-"], app);
    assert.equal(await get("atlasschema", "app", "-o", "jsonpath={.status.observedGeneration}"), "-1");

    await using _operator = start(namespace);
    await kubectl(["wait", "-n", namespace, "--for=condition=Ready", "--timeout=60s", "atlasschema/app"]);
    const [header = "", row = ""] = (await get("atlasschema")).trim().split("\n");
    assert.deepEqual(header.split(/ +/), ["NAME", "READY", "REASON"]);
    assert.deepEqual(row.split(/ +/), ["app", "True", "Applied"]);
    const events = await get("events", "-o", "jsonpath={.items[*].reason} {.items[*].source.component}");
    assert.equal(events, "Applied atlasschema-controller");
  });

  it("writes nothing when it is started again and nothing has changed", async () => {
    const namespace = await plane.createNamespace("operator");
    const app = schemaOf("app", { url: `sqlite://${join(folder, "again.db")}`, schema: { sql: users } });
    await kubectl(["apply", "-n", namespace, "-f", "-"], app);
    const versions = () =>
      kubectl([
        "get",
        "-n",
        namespace,
        "atlasschema,events",
        "-o",
        "jsonpath={.items[*].metadata.resourceVersion}",
      ]);
    {
      await using _operator = start(namespace);
      await kubectl(["wait", "-n", namespace, "--for=condition=Ready", "--timeout=60s", "atlasschema/app"]);
    }
    const earlier = await versions();
    await using operator = start(namespace);
    // A second resource shows when all passes of the start are over.
    const marker = schemaOf("marker", {
      url: `sqlite://${join(folder, "marker.db")}`,
      schema: { sql: users },
    });
    await kubectl(["apply", "-n", namespace, "-f", "-"], marker);
    await kubectl(["wait", "-n", namespace, "--for=condition=Ready", "--timeout=60s", "atlasschema/marker"]);
    const later = await versions();
    for (const version of earlier.split(" "))
      assert.ok(later.split(" ").includes(version), operator.said.join("\n"));
  });

  it("notices a Secret that appears and a spec that changes", async () => {
    const namespace = await plane.createNamespace("operator");
    const urlFrom = { secretKeyRef: { name: "db", key: "url" } };
    await using _operator = start(namespace);
    await kubectl(
      ["apply", "-n", namespace, "-f", "-"],
      schemaOf("app", { urlFrom, schema: { sql: users } }),
    );
    const reason = 'jsonpath={.status.conditions[?(@.type=="Ready")].reason}=ReadSchema';
    await kubectl(["wait", "-n", namespace, `--for=${reason}`, "--timeout=60s", "atlasschema/app"]);
    const stringData = { url: `sqlite://${join(folder, "secret.db")}` };
    const db = { apiVersion: "v1", kind: "Secret", metadata: { name: "db" }, stringData };
    await kubectl(["apply", "-n", namespace, "-f", "-"], db);
    await kubectl(["wait", "-n", namespace, "--for=condition=Ready", "--timeout=60s", "atlasschema/app"]);

    const sql = `${users} CREATE TABLE orders (id integer PRIMARY KEY);`;
    await kubectl(["apply", "-n", namespace, "-f", "-"], schemaOf("app", { urlFrom, schema: { sql } }));
    await kubectl([
      "wait",
      "-n",
      namespace,
      "--for=jsonpath={.status.observedGeneration}=2",
      "--timeout=60s",
      "atlasschema/app",
    ]);
    await kubectl(["wait", "-n", namespace, "--for=condition=Ready", "--timeout=60s", "atlasschema/app"]);
    const message = await kubectl([
      "get",
      "-n",
      namespace,
      "atlasschema/app",
      "-o",
      "jsonpath={.status.conditions[0].message}",
    ]);
    assert.match(message, /orders/);
  });

  it("works while it holds the lease, and gives it back when it is stopped", async () => {
    const namespace = await plane.createNamespace("operator");
    const holder = () =>
      kubectl(["get", "lease", "-n", "default", namespace, "-o", "jsonpath={.spec.holderIdentity}"]);
    const app = schemaOf("app", { url: `sqlite://${join(folder, "lease.db")}`, schema: { sql: users } });
    await kubectl(["apply", "-n", namespace, "-f", "-"], app);
    {
      await using _operator = start(namespace, { leaderElect: true, leaderElectionId: namespace });
      await kubectl(["wait", "-n", namespace, "--for=condition=Ready", "--timeout=60s", "atlasschema/app"]);
      assert.notEqual(await holder(), "");
    }
    assert.equal(await holder(), "");
  });

  it("is refused fields with wrong values by the API server", async () => {
    const namespace = await plane.createNamespace("operator");
    const apply = (spec: object) => kubectl(["apply", "-n", namespace, "-f", "-"], schemaOf("app", spec));
    await assert.rejects(apply({ txMode: "sometimes" }), /txMode/);
    await assert.rejects(apply({ schema: { url: "https://x" } }), /schema\.url/);
    await assert.rejects(apply({ devDB: { spec: { nodeName: "n" } } }), /containers/);
    await apply({ devDB: { spec: { containers: [{ name: "db", image: "postgres" }] } } });
    const image = "jsonpath={.spec.devDB.spec.containers[0].image} {.spec.backoffLimit} {.spec.txMode}";
    assert.equal(await kubectl(["get", "-n", namespace, "atlasschema/app", "-o", image]), "postgres 20 file");
  });
});
