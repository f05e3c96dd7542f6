import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ControlPlaneClient } from "../control-plane/index.ts";
import { ScriptServer, runSql } from "../scripts/servers.ts";
import { OperatorProcess } from "./operator-process.ts";

const crds = join(import.meta.dirname, "../../../../deploy/crds");

/** Makes the operator's kinds known; they may be so already. */
export async function installCrds(plane: ControlPlaneClient): Promise<void> {
  await plane.kubectl(["apply", "-f", crds]);
  await plane.kubectl(["wait", "--for=condition=Established", "--timeout=30s", "-f", crds]);
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** A namespace of one test, with what users do in it. */
export class World {
  readonly plane: ControlPlaneClient;
  readonly namespace: string;
  readonly server: ScriptServer;

  private constructor(plane: ControlPlaneClient, namespace: string, server: ScriptServer) {
    this.plane = plane;
    this.namespace = namespace;
    this.server = server;
  }

  /** @param server - where its databases are; shared with others. */
  static async open(plane: ControlPlaneClient, server: ScriptServer): Promise<World> {
    return new World(plane, await plane.createNamespace("operator"), server);
  }

  async operator(...flags: readonly string[]): Promise<OperatorProcess> {
    const { kubeconfig } = this.plane;
    return await OperatorProcess.start({ kubeconfig, flags: [`--namespace=${this.namespace}`, ...flags] });
  }

  async kubectl(args: readonly string[], input?: object): Promise<string> {
    return await this.plane.kubectl(["-n", this.namespace, ...args], input);
  }

  async apply(...objects: readonly object[]): Promise<void> {
    await this.kubectl(["apply", "-f", "-"], { apiVersion: "v1", kind: "List", items: objects });
  }

  /** Waits as a deployment pipeline does. */
  async ready(name: string, seconds = 60): Promise<void> {
    await this.#wait(name, ["--for=condition=Ready"], seconds);
  }

  /** Waits until it is Ready for a spec that was written as often as this. */
  async readyAt(name: string, generation: number, seconds = 60): Promise<void> {
    await this.#wait(name, [`--for=jsonpath={.status.observedGeneration}=${generation}`], seconds);
    await this.ready(name, seconds);
  }

  async reason(name: string, reason: string, seconds = 60): Promise<void> {
    const path = 'jsonpath={.status.conditions[?(@.type=="Ready")].reason}';
    await this.#wait(name, [`--for=${path}=${reason}`], seconds);
  }

  async condition(name: string, type = "Ready"): Promise<Condition | undefined> {
    const text = await this.kubectl(["get", "atlasschema", name, "-o", "json"]);
    // The shape that the definition of the kind demands.
    const { status } = JSON.parse(text) as { status?: { conditions?: readonly Condition[] } };
    return status?.conditions?.find((condition) => condition.type === type);
  }

  /** The reasons of the events about a resource, sorted. */
  async events(name: string): Promise<readonly string[]> {
    const text = await this.kubectl([
      "get",
      "events",
      `--field-selector=involvedObject.name=${name}`,
      "-o",
      'jsonpath={range .items[*]}{.reason}{"\\n"}{end}',
    ]);
    return text.trim().split("\n").toSorted();
  }

  /** Asks until it holds. */
  async until(what: string, holds: () => Promise<boolean>, seconds = 60): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!(await holds())) {
      assert.ok(Date.now() < deadline, `never came true: ${what}`);
      await pause(100);
    }
  }

  async #wait(name: string, flags: readonly string[], seconds: number): Promise<void> {
    try {
      await this.kubectl(["wait", `atlasschema/${name}`, `--timeout=${seconds}s`, ...flags]);
    } catch (error) {
      const found = await this.kubectl(["get", "atlasschema", name, "-o", "jsonpath={.status}"]);
      throw new Error(`${name} has this status:\n${found}`, { cause: error });
    }
  }
}

export function schema(name: string, spec: object): object {
  return { apiVersion: "db.atlasgo.io/v1alpha1", kind: "AtlasSchema", metadata: { name }, spec };
}

/** Columns of a table, in order; empty: there is no such table. */
export async function columnsOf(url: string, table: string): Promise<string> {
  const rows = await runSql(
    url,
    `SELECT column_name FROM information_schema.columns WHERE table_name = '${table}' ORDER BY ordinal_position`,
  );
  return rows.trim().split("\n").join(" ");
}
