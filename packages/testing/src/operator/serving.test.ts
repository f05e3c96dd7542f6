import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { skipWithout, useControlPlane } from "../control-plane/index.ts";
import { ScriptServer } from "../scripts/servers.ts";
import { freePort } from "./free-port.ts";
import { installCrds, schema, World } from "./world.ts";

const plane = await useControlPlane();

/** What dashboards and alerts for controllers look for. */
const documented = [
  "controller_runtime_active_workers",
  "controller_runtime_max_concurrent_reconciles",
  "controller_runtime_reconcile_errors_total",
  "controller_runtime_reconcile_time_seconds",
  "controller_runtime_reconcile_total",
  "leader_election_master_status",
  "rest_client_requests_total",
  "workqueue_adds_total",
  "workqueue_depth",
  "workqueue_queue_duration_seconds",
  "workqueue_retries_total",
  "workqueue_work_duration_seconds",
];

describe("an operator that serves", { skip: skipWithout(plane), timeout: 120_000 }, () => {
  if (plane.unavailable !== undefined) return;

  it("answers probes with ok, and metrics under the names that are documented", async () => {
    await using _plane = plane;
    await installCrds(plane);
    await using server = new ScriptServer(16);
    const world = await World.open(plane, server);
    const [probes, metrics] = [await freePort(), await freePort()];
    await using _operator = await world.operator(
      `--health-probe-bind-address=127.0.0.1:${probes}`,
      `--metrics-bind-address=127.0.0.1:${metrics}`,
      "--leader-elect",
      `--leader-election-id=${world.namespace}`,
    );
    const url = `sqlite://serving-${world.namespace}?mode=memory`;
    await world.apply(schema("served", { url, schema: { sql: "CREATE TABLE t (id integer);" } }));
    await world.ready("served");
    for (const path of ["healthz", "readyz"]) {
      const answer = await fetch(`http://127.0.0.1:${probes}/${path}`);
      assert.deepEqual([answer.status, (await answer.text()).trim()], [200, "ok"]);
    }
    const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
    const names = new Set(text.matchAll(/^# TYPE (\S+)/gm).map(([, name]) => name));
    assert.deepEqual(
      documented.filter((name) => !names.has(name)),
      [],
    );
    assert.match(
      text,
      /controller_runtime_reconcile_total\{controller="atlasschema",result="requeue_after"\} [1-9]/,
    );
    assert.match(text, /controller="atlasmigration"/);
    assert.match(text, /leader_election_master_status\{name="[^"]*"\} 1/);
  });
});
