import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ControllerMetrics } from "./metrics.ts";
import { parseAddress, serveMetrics, serveProbes, type BoundServer } from "./probes.ts";

async function get(server: BoundServer | undefined, path: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${server?.port}${path}`);
  return `${answer.status} ${await answer.text()}`;
}

describe("the probe server", () => {
  it("says ok while all is well, and 503 while it is not ready", async () => {
    let ready = false;
    await using server = await serveProbes("127.0.0.1:0", { ready: () => ready });
    assert.equal(await get(server, "/healthz"), "200 ok");
    assert.equal(await get(server, "/readyz"), "503 not ok");
    ready = true;
    assert.equal(await get(server, "/readyz"), "200 ok");
    assert.equal(await get(server, "/secrets"), "404 not found");
  });

  it("says which address it could not listen on", async () => {
    await using server = await serveProbes("127.0.0.1:0", {});
    await assert.rejects(serveProbes(`127.0.0.1:${server?.port}`, {}), { code: "E_FLAG" });
  });

  it("is off for the address 0", async () => {
    assert.equal(await serveProbes("0", {}), undefined);
  });
});

describe("the metrics server", () => {
  it("shows a controller that has done nothing yet", async () => {
    const metrics = new ControllerMetrics();
    metrics.observer("atlasschema");
    metrics.setLeader("lock", true);
    metrics.requestCounter("https://10.0.0.1:443")("GET", "200");
    await using server = await serveMetrics("127.0.0.1:0", metrics.registry);
    const text = await get(server, "/metrics");
    for (const line of [
      'controller_runtime_reconcile_total{controller="atlasschema",result="success"} 0',
      'leader_election_master_status{name="lock"} 1',
      'rest_client_requests_total{code="200",method="GET",host="10.0.0.1"} 1',
    ])
      assert.ok(text.includes(line), line);
  });
});

describe("an address to listen on", () => {
  it("may leave out the host, or name one", () => {
    assert.deepEqual(parseAddress(":8080"), { host: undefined, port: 8080 });
    assert.deepEqual(parseAddress("127.0.0.1:1"), { host: "127.0.0.1", port: 1 });
    assert.deepEqual(parseAddress("[::1]:8080"), { host: "::1", port: 8080 });
  });

  for (const address of ["", "8080", ":99999", "::1:8080", "http://x:1"])
    it(`is not ${JSON.stringify(address)}`, () =>
      assert.throws(() => parseAddress(address), { code: "E_FLAG" }));
});
