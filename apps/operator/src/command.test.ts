import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseCommand } from "./command.ts";
import { createLog } from "./log.ts";

const silent = { out: () => {}, err: () => {} };
const settings = (args: readonly string[], env = {}) => parseCommand(args, env, silent)?.settings;

describe("parseCommand", () => {
  it("has the defaults that installations rely on", () => {
    const found = settings([]);
    assert.deepEqual(
      { ...found, maxConcurrentReconciles: 0 },
      {
        manifests: undefined,
        kubeconfig: undefined,
        metricsAddress: ":8080",
        probeAddress: ":8081",
        leaderElect: false,
        leaderElectionId: "5220c287.atlasgo.io",
        labelSelector: "",
        namespaces: [],
        maxConcurrentReconciles: 0,
        driftMode: "heal",
        driftIntervalMs: 600_000,
        allowCustomConfig: false,
        prewarm: true,
        dataDir: "/tmp/data",
      },
    );
  });

  it("reads flags and environment, with or without the word run", () => {
    const args = ["--leader-elect", "--namespace=a, b", "--drift=report", "--drift-interval", "1m30s"];
    const env = { ALLOW_CUSTOM_CONFIG: "true", DATA_DIR: "/data", DRIFT_INTERVAL: "5m" };
    for (const words of [args, ["run", ...args]]) {
      const found = settings(words, env);
      assert.equal(found?.leaderElect, true);
      assert.deepEqual(found?.namespaces, ["a", "b"]);
      assert.equal(found?.driftMode, "report");
      assert.equal(found?.driftIntervalMs, 90_000);
      assert.equal(found?.allowCustomConfig, true);
      assert.equal(found?.dataDir, "/data");
    }
    assert.equal(settings(["--leader-elect=false"])?.leaderElect, false);
    assert.equal(settings([], env)?.driftIntervalMs, 300_000);
  });

  it("serves nothing over a folder of manifests unless asked for", () => {
    const found = settings(["--manifests", "app", "--metrics-bind-address=:9090"]);
    assert.equal(found?.manifests, "app");
    assert.equal(found?.metricsAddress, ":9090");
    assert.equal(found?.probeAddress, "0");
  });

  it("accepts the logging flags of charts in use", () => {
    const args = [
      "--zap-devel=false",
      "--zap-log-level=2",
      "--zap-stacktrace-level=error",
      "--zap-time-encoding=iso8601",
    ];
    assert.deepEqual(parseCommand(args, {}, silent)?.log, { level: "debug", encoder: "json" });
  });

  it("refuses what it does not understand", () => {
    assert.throws(() => settings([], { PREWARM_DEVDB: "maybe" }), {
      code: "E_FLAG",
      message: 'invalid boolean "maybe" for PREWARM_DEVDB',
    });
    assert.throws(() => settings([], { ALLOW_CUSTOM_CONFIG: "jein" }), { code: "E_FLAG" });
    assert.throws(() => settings(["--no-such-flag"]), { code: "E_FLAG" });
    assert.throws(() => settings(["--drift-interval=soon"]), { code: "E_FLAG" });
    assert.throws(() => settings(["--metrics-secure"]), { code: "E_FLAG" });
    assert.throws(() => settings(["--max-concurrent-reconciles=0"]), { code: "E_FLAG" });
  });

  it("prints help and runs nothing", () => {
    let printed = "";
    const output = { out: (text: string) => void (printed += text), err: () => {} };
    assert.equal(parseCommand(["run", "--help"], {}, output), undefined);
    assert.match(printed, /--drift-interval/);
  });
});

describe("createLog", () => {
  const now = () => new Date("2026-01-01T00:00:00Z");

  it("hides passwords in URLs that slipped through", () => {
    const lines: string[] = [];
    const log = createLog({ level: "info", encoder: "json", write: (line) => lines.push(line), now });
    log("warn", "failed", { error: "no route to postgres://ann:s3cret@db/x" });
    log("debug", "not shown");
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [
        {
          level: "warn",
          ts: "2026-01-01T00:00:00.000Z",
          msg: "failed",
          error: "no route to postgres://ann:***@db/x",
        },
      ],
    );
  });
});
