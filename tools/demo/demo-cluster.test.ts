import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  sharedControlPlaneVariable,
  skipWithout,
  useControlPlane,
} from "../../packages/testing/src/control-plane/index.ts";
import { runDemo } from "./try-demo.ts";

const plane = await useControlPlane();

describe("npm run demo -- --cluster", { skip: skipWithout(plane) }, () => {
  if (plane.unavailable !== undefined) return;
  // The demo uses it instead of starting another.
  process.env[sharedControlPlaneVariable] = plane.kubeconfig;
  after(() => plane[Symbol.asyncDispose]());

  it("tells the same story through kubectl", async () => {
    const { code, out, err, left } = await runDemo(["--cluster"]);
    assert.equal(code, 0, `${out}\n${err}`);
    for (const part of [
      "$ kubectl apply -f shop.yaml\n    atlasschema.db.atlasgo.io/shop created",
      "$ kubectl wait --for=condition=Drifted",
      'destructive changes detected:\n    - ALTER TABLE "customers" DROP COLUMN "phone"',
      'drop column "orders.note"',
      "NAME   READY   REASON\n    shop   True    Applied",
    ])
      assert.ok(out.includes(part), `${part} is missing in:\n${out}`);
    assert.deepEqual(left, []);
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const { code, left } = await runDemo(["--cluster"], { interruptAt: /shop created/ });
    assert.equal(code, 130);
    assert.deepEqual(left, []);
  });
});

describe("npm run demo -- --cluster without the programs of a control plane", () => {
  it("says what is missing and how to get it", async () => {
    const before = process.env["KUBEBUILDER_ASSETS"];
    process.env["KUBEBUILDER_ASSETS"] = import.meta.dirname;
    const { code, err, left } = await runDemo(["--cluster"]).finally(() => {
      if (before === undefined) delete process.env["KUBEBUILDER_ASSETS"];
      else process.env["KUBEBUILDER_ASSETS"] = before;
    });
    assert.equal(code, 1);
    assert.match(err, /lacks etcd, kubectl, kube-apiserver[\s\S]*Install Go/);
    assert.deepEqual(left, []);
  });
});
