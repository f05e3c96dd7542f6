import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Secret } from "../../packages/core/src/index.ts";
import { startPostgres } from "../../packages/dev-database/src/index.ts";
import {
  ApiClient,
  ApiStore,
  findAccess,
  type KubeObject,
  type ResourceType,
} from "../../packages/kube/src/index.ts";
import { type ControlPlane, startControlPlane } from "../../packages/testing/src/control-plane/index.ts";
import { runSql } from "../../packages/testing/src/scripts/servers.ts";
import type { Figure } from "./bench.ts";
import { cpuMsOf } from "./measure.ts";
import { bundledOperator } from "./programs.ts";

const schemas: ResourceType = {
  group: "db.atlasgo.io",
  version: "v1alpha1",
  plural: "atlasschemas",
  kind: "AtlasSchema",
};
const namespace = "bench";
const everywhere = { namespaces: [namespace] };

/** The operator as a process of its own against a real API server and a real PostgreSQL. */
export async function benchOperator(): Promise<readonly Figure[]> {
  const program = await bundledOperator();
  const started = await startControlPlane({ audit: true });
  if (started.unavailable !== undefined) {
    console.log(`operator: not measured: ${started.unavailable}`);
    return [];
  }
  await using plane = started;
  await using server = await startPostgres({
    major: 16,
    listen: { port: 0, password: new Secret("bench-password") },
    settings: { max_connections: 300 },
  });
  const store = new ApiStore(new ApiClient(await findAccess({ kubeconfig: plane.kubeconfig })));
  await plane.kubectl(["apply", "-f", "deploy/crds"]);
  await plane.kubectl(["create", "namespace", namespace]);
  const bench = new Bench(plane, store, (database) => server.urlOf(database).reveal(), server.url.reveal());

  let operator = await Operator.start(program, plane.kubeconfig);
  try {
    const event = await bench.eventToReady();
    const fresh = await bench.newResources(operator, 100);
    await bench.newResources(operator, 400);
    const idle = await bench.idle(operator, 60_000);
    await operator.stop();
    operator = await Operator.start(program, plane.kubeconfig);
    const restart = await bench.restart(operator);
    return [event, fresh, idle, restart];
  } finally {
    await operator.stop();
  }
}

class Bench {
  readonly #plane: ControlPlane;
  readonly #store: ApiStore;
  readonly #urlOf: (database: string) => string;
  readonly #adminUrl: string;
  #count = 0;

  constructor(plane: ControlPlane, store: ApiStore, urlOf: (database: string) => string, adminUrl: string) {
    this.#plane = plane;
    this.#store = store;
    this.#urlOf = urlOf;
    this.#adminUrl = adminUrl;
  }

  /** One more column in the manifest until the condition says Ready for it; the median of several. */
  async eventToReady(): Promise<Figure> {
    const name = await this.#create(1);
    await this.#allReady(1);
    const times: number[] = [];
    for (let column = 0; column < 9; column++) {
      const sql = schemaSql([...Array(column + 1).keys()].map((index) => `c${index}`));
      const began = performance.now();
      const patched = this.#plane.kubectl([
        ...["patch", "atlasschema", name[0] ?? "", "-n", namespace, "--type=merge"],
        ...["-p", JSON.stringify({ spec: { schema: { sql } } })],
      ]);
      await patched;
      const sent = performance.now();
      await this.#readyAt(name[0] ?? "", column + 2);
      times.push(performance.now() - (began + sent) / 2);
    }
    const median = times.toSorted((a, b) => a - b)[4] ?? 0;
    return {
      what: "operator: event → Ready, one ADD COLUMN, warm",
      budget: "250 ms",
      figures: { medianMs: median, slowestMs: Math.max(...times) },
    };
  }

  async newResources(operator: Operator, count: number): Promise<Figure> {
    const cpu = operator.cpuMs();
    const began = performance.now();
    await this.#create(count);
    await this.#allReady(this.#count);
    return {
      what: `operator: ${count} new resources, all Ready`,
      budget: "50 CPU ms each",
      figures: {
        wallMs: performance.now() - began,
        cpuMsEach: (operator.cpuMs() - cpu) / count,
        maxRssMb: operator.rssMb(),
      },
    };
  }

  async idle(operator: Operator, ms: number): Promise<Figure> {
    await pause(10_000);
    const cpu = operator.cpuMs();
    await pause(ms);
    return {
      what: `operator: ${this.#count} idle resources`,
      budget: "150 MB, 500 CPU ms a minute",
      figures: { rssMb: operator.rssMb(), cpuMsPerMinute: ((operator.cpuMs() - cpu) * 60_000) / ms },
    };
  }

  /** The operator is started anew and looks at everything; nothing has changed. */
  async restart(operator: Operator): Promise<Figure> {
    const before = await this.#writes();
    await operator.settled();
    const after = await this.#writes();
    return {
      what: `operator: restart with ${this.#count} Ready resources`,
      budget: "20 CPU ms each, no event, no status write",
      figures: {
        cpuMsEach: operator.cpuMs() / this.#count,
        statusWrites: after.statuses - before.statuses,
        events: after.events - before.events,
        rssMb: operator.rssMb(),
      },
    };
  }

  async #create(count: number): Promise<readonly string[]> {
    const names = Array.from({ length: count }, () => `schema-${++this.#count}`);
    for (const name of names) await runSql(this.#adminUrl, `CREATE DATABASE "${name}"`);
    const items = names.map((name) => ({
      apiVersion: "db.atlasgo.io/v1alpha1",
      kind: "AtlasSchema",
      metadata: { name, namespace },
      spec: { url: `${this.#urlOf(name)}`, schema: { sql: schemaSql([]) } },
    }));
    await this.#plane.kubectl(["create", "-f", "-"], { apiVersion: "v1", kind: "List", items });
    return names;
  }

  async #allReady(count: number): Promise<void> {
    for (;;) {
      const objects = await this.#store.list(schemas, everywhere);
      if (objects.filter(isReady).length >= count) return;
      await pause(200);
    }
  }

  async #readyAt(name: string, generation: number): Promise<void> {
    const stop = new AbortController();
    await this.#store
      .watch(
        schemas,
        everywhere,
        (event) => {
          if (event.type !== "set" || event.object.metadata.name !== name) return;
          if (isReady(event.object) && observed(event.object) >= generation) stop.abort();
        },
        stop.signal,
      )
      .catch(() => {});
  }

  async #writes(): Promise<{ readonly statuses: number; readonly events: number }> {
    const requests = (await this.#plane.requests()).filter((request) => request.verb !== "get");
    return {
      statuses: requests.filter((request) => request.resource === "atlasschemas/status").length,
      events: requests.filter((request) => request.resource.startsWith("events") && request.verb !== "list")
        .length,
    };
  }
}

class Operator {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(program: string, kubeconfig: string): Promise<Operator> {
    const flags = ["--metrics-bind-address=0", "--health-probe-bind-address=0", `--kubeconfig=${kubeconfig}`];
    const child = spawn(process.execPath, [program, ...flags], { stdio: ["ignore", "ignore", "ignore"] });
    await once(child, "spawn");
    return new Operator(child);
  }

  cpuMs(): number {
    return cpuMsOf(this.#child.pid ?? 0);
  }

  rssMb(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  }

  /** Once it has used no CPU worth the name for five seconds. */
  async settled(): Promise<void> {
    for (let last = -1; ;) {
      await pause(5_000);
      const now = this.cpuMs();
      if (last >= 0 && now - last < 100) return;
      last = now;
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const closed = once(this.#child, "close");
    this.#child.kill("SIGTERM");
    await closed;
  }
}

function schemaSql(columns: readonly string[]): string {
  const extra = columns.map((column) => `, ${column} text`).join("");
  return `CREATE TABLE users (id bigint PRIMARY KEY, name varchar(100) NOT NULL${extra});`;
}

interface Status {
  readonly observedGeneration?: number;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

/** The operator's own status; absent members read as not ready. */
function statusOf(object: KubeObject): Status {
  return (object.status ?? {}) as Status;
}

function isReady(object: KubeObject): boolean {
  return (statusOf(object).conditions ?? []).some(
    ({ type, status }) => type === "Ready" && status === "True",
  );
}

function observed(object: KubeObject): number {
  return statusOf(object).observedGeneration ?? 0;
}
