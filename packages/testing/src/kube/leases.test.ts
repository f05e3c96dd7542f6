import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { acquireLease, ApiClient, findAccess, leaseType, runAsLeader, ApiStore } from "@atlas/kube";
import { skipWithout, useControlPlane, type TestControlPlane } from "../control-plane/index.ts";
import { Seen } from "./seen.ts";

const started = await useControlPlane();

describe("a lease", { skip: skipWithout(started), timeout: 60_000, concurrency: true }, () => {
  let plane: TestControlPlane;
  let client: ApiClient;

  before(async () => {
    assert.ok(started.unavailable === undefined);
    plane = started;
    client = new ApiClient(await findAccess({ kubeconfig: plane.kubeconfig, env: {} }));
  });

  after(async () => {
    await plane[Symbol.asyncDispose]();
  });

  async function setUp() {
    const namespace = await plane.createNamespace();
    const timing = { leaseMs: 4000, renewWithinMs: 3000, retryMs: 100 };
    return {
      namespace,
      options: (identity: string) => ({ client, namespace, name: "lock", identity, ...timing }),
    };
  }

  it("is held by one, and by the next as soon as the first lets go", async () => {
    const { options } = await setUp();
    const seen = new Seen();
    const never = new AbortController().signal;
    const first = await acquireLease(options("first"), never);
    const second = acquireLease(options("second"), never).then((held) => {
      seen.add("second holds it");
      return held;
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(seen.lines, []);
    const releasedAt = performance.now();
    await first[Symbol.asyncDispose]();
    await using held = await second;
    // Far earlier than by waiting for the lease to expire.
    assert.ok(performance.now() - releasedAt < 3000);
    assert.equal(held.identity, "second");
    assert.equal(first.signal.aborted, false);
  });

  it("outlives its duration while it is renewed", async () => {
    const { options } = await setUp();
    const never = new AbortController().signal;
    await using held = await acquireLease(options("first"), never);
    await assert.rejects(acquireLease(options("second"), AbortSignal.timeout(5000)), { code: "E_CANCELLED" });
    assert.equal(held.signal.aborted, false);
  });

  it("goes to another when its holder falls silent, and the holder knows before that", async () => {
    const { options } = await setUp();
    const seen = new Seen();
    const never = new AbortController().signal;
    let cutOff = false;
    const real = client.access;
    const broken = new ApiClient({
      ...real,
      credentials: async () => {
        if (cutOff) throw new Error("no network");
        return await real.credentials();
      },
    });
    const first = await acquireLease({ ...options("first"), client: broken }, never);
    first.signal.addEventListener("abort", () => seen.add("first stops"));
    const second = acquireLease(options("second"), never).then((held) => {
      seen.add("second begins");
      return held;
    });
    cutOff = true;
    await using _held = await second;
    assert.deepEqual(seen.lines, ["first stops", "second begins"]);
    await first[Symbol.asyncDispose]();
  });

  it("is lost at once when somebody takes it by force", async () => {
    const { options, namespace } = await setUp();
    const never = new AbortController().signal;
    const ended = runAsLeader(
      options("first"),
      async (signal) => {
        await plane.kubectl([
          "-n",
          namespace,
          "patch",
          "lease",
          "lock",
          "--type=merge",
          "-p",
          '{"spec":{"holderIdentity":"thief"}}',
        ]);
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      },
      never,
    );
    assert.equal(await ended, "lost");
    const lease = await new ApiStore(client).get(leaseType, { namespace, name: "lock" });
    assert.equal(Object(lease?.spec).holderIdentity, "thief");
  });
});
