import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Secret } from "../../packages/core/src/index.ts";
import { startPostgres } from "../../packages/dev-database/src/index.ts";
import {
  ApiClient,
  ApiStore,
  findAccess,
  objectPath,
  type KubeObject,
  type ResourceType,
} from "../../packages/kube/src/index.ts";
import { type ControlPlane, startControlPlane } from "../../packages/testing/src/control-plane/index.ts";
import { runSql } from "../../packages/testing/src/scripts/servers.ts";
import type { Figure } from "./bench.ts";
import { type CpuTime, cpuTimeOf, rssMbOf } from "./process-tree.ts";
import { bundledOperator } from "./programs.ts";

const schemas: ResourceType = {
  group: "db.atlasgo.io",
  version: "v1alpha1",
  plural: "atlasschemas",
  kind: "AtlasSchema",
};
const namespace = "bench";
const everywhere = { namespaces: [namespace] };

/** The operator as a process of its own, started as bin/atlas-operator does, against a real API server and a real PostgreSQL. */
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
    const [name = ""] = await this.#createDatabases(1);
    await this.#createResources([name]);
    await this.#allReady();
    const times: number[] = [];
    for (let columns = 1; columns <= 15; columns++) {
      const sql = schemaSql(Array.from({ length: columns }, (_, index) => `c${index}`));
      const ready = await this.#whenReadyAt(name, columns + 1);
      const began = performance.now();
      await this.#store.client.call({
        method: "PATCH",
        path: objectPath(schemas, { namespace, name }),
        contentType: "application/merge-patch+json",
        body: { spec: { schema: { sql } } },
      });
      await ready.moment;
      times.push(performance.now() - began);
    }
    const sorted = times.toSorted((a, b) => a - b);
    return {
      what: "operator: event → Ready, one ADD COLUMN, warm",
      budget: "250 ms",
      figures: { medianMs: sorted[7] ?? 0, fastestMs: sorted[0] ?? 0, slowestMs: sorted[14] ?? 0 },
    };
  }

  async newResources(operator: Operator, count: number): Promise<Figure> {
    const names = await this.#createDatabases(count);
    const before = operator.cpu();
    const began = performance.now();
    await this.#createResources(names);
    await this.#allReady();
    const after = operator.cpu();
    return {
      what: `operator: ${count} new resources, all Ready`,
      budget: "50 CPU ms each",
      figures: {
        wallMs: performance.now() - began,
        cpuMsEach: (after.ownMs - before.ownMs) / count,
        devServerCpuMsEach: (after.startedMs - before.startedMs) / count,
        rssMb: operator.rssMb(),
      },
    };
  }

  async idle(operator: Operator, ms: number): Promise<Figure> {
    // The dev database server ends when nobody has used it for half a minute.
    await pause(40_000);
    const before = operator.cpu();
    await pause(ms);
    const after = operator.cpu();
    const perMinute = (used: number): number => (used * 60_000) / ms;
    return {
      what: `operator: ${this.#count} idle resources`,
      budget: "150 MB, 500 CPU ms a minute",
      figures: {
        rssMb: operator.rssMb(),
        cpuMsPerMinute: perMinute(after.ownMs - before.ownMs),
        devServerCpuMsPerMinute: perMinute(after.startedMs - before.startedMs),
      },
    };
  }

  /** The operator is started anew and looks at everything; nothing has changed. */
  async restart(operator: Operator): Promise<Figure> {
    const before = await this.#writes();
    const began = performance.now();
    const wallMs = (await operator.settled()) - began;
    const after = await this.#writes();
    const { ownMs, startedMs } = operator.cpu();
    return {
      what: `operator: restart with ${this.#count} Ready resources`,
      budget: "20 CPU ms each, no event, no status write",
      figures: {
        wallMs,
        cpuMsEach: ownMs / this.#count,
        devServerCpuMsEach: startedMs / this.#count,
        statusWrites: after.statuses - before.statuses,
        events: after.events - before.events,
        rssMb: operator.rssMb(),
      },
    };
  }

  async #createDatabases(count: number): Promise<readonly string[]> {
    const names = Array.from({ length: count }, () => `schema-${++this.#count}`);
    for (const name of names) await runSql(this.#adminUrl, `CREATE DATABASE "${name}"`);
    return names;
  }

  async #createResources(names: readonly string[]): Promise<void> {
    const items = names.map((name) => ({
      apiVersion: "db.atlasgo.io/v1alpha1",
      kind: "AtlasSchema",
      metadata: { name, namespace },
      spec: { url: this.#urlOf(name), schema: { sql: schemaSql([]) } },
    }));
    await this.#plane.kubectl(["create", "-f", "-"], { apiVersion: "v1", kind: "List", items });
  }

  /** Watches, as asking again and again would take the operator's time. */
  async #allReady(): Promise<void> {
    const ready = new Set<string>();
    await this.#watchUntil((object) => {
      if (isReady(object)) ready.add(object.metadata.name);
      return ready.size === this.#count;
    });
  }

  /** @returns once it watches, a promise of the moment. */
  async #whenReadyAt(name: string, generation: number): Promise<{ readonly moment: Promise<void> }> {
    const { promise: watching, resolve } = Promise.withResolvers<void>();
    const moment = this.#watchUntil(
      (object) =>
        object.metadata.name === name &&
        isReady(object) &&
        (statusOf(object).observedGeneration ?? 0) >= generation,
      resolve,
    );
    await watching;
    return { moment };
  }

  async #watchUntil(isIt: (object: KubeObject) => boolean, onSynced = (): void => {}): Promise<void> {
    const stop = new AbortController();
    await this.#store.watch(
      schemas,
      everywhere,
      (event) => {
        if (event.type === "synced") onSynced();
        else if (event.type === "set" && isIt(event.object)) stop.abort();
      },
      stop.signal,
    );
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
    const child = spawn(process.execPath, ["--max-semi-space-size=1", program, ...flags], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    await once(child, "spawn");
    return new Operator(child);
  }

  cpu(): CpuTime {
    return cpuTimeOf(this.#child.pid ?? 0);
  }

  rssMb(): number {
    return rssMbOf(this.#child.pid ?? 0);
  }

  /** Once it has used no CPU worth the name for five seconds. @returns when that began. */
  async settled(): Promise<number> {
    let last = this.cpu().ownMs;
    let since = performance.now();
    while (performance.now() - since < 5_000) {
      await pause(250);
      const now = this.cpu().ownMs;
      // The collector and timers take a little at any time.
      if (now - last <= 30) continue;
      last = now;
      since = performance.now();
    }
    return since;
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
  return object.status ?? {};
}

function isReady(object: KubeObject): boolean {
  return (statusOf(object).conditions ?? []).some(
    ({ type, status }) => type === "Ready" && status === "True",
  );
}
