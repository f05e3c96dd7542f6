import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ControllerObserver } from "./controller.ts";
import type { WorkQueue } from "./queue.ts";

/** As dashboards for other controllers expect them. */
const reconcileBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5,
  1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
const queueBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10];

/** The metrics of a controller process under the names that dashboards and alerts already know. */
export class ControllerMetrics {
  readonly registry = new Registry();
  readonly #queues = new Map<string, WorkQueue>();

  readonly #reconciles = this.#counter("controller_runtime_reconcile_total", "Passes by how they ended.", [
    "controller",
    "result",
  ]);
  readonly #errors = this.#counter("controller_runtime_reconcile_errors_total", "Passes that failed.", [
    "controller",
  ]);
  readonly #seconds = this.#histogram(
    "controller_runtime_reconcile_time_seconds",
    "How long a pass takes.",
    ["controller"],
    reconcileBuckets,
  );
  readonly #limit = this.#gauge(
    "controller_runtime_max_concurrent_reconciles",
    "How many passes may run at once.",
    ["controller"],
  );
  readonly #adds = this.#counter("workqueue_adds_total", "Keys added.", ["name", "controller"]);
  readonly #retries = this.#counter("workqueue_retries_total", "Keys to be tried again.", [
    "name",
    "controller",
  ]);
  readonly #waited = this.#histogram(
    "workqueue_queue_duration_seconds",
    "How long a key waits before its pass.",
    ["name", "controller"],
    queueBuckets,
  );
  readonly #worked = this.#histogram(
    "workqueue_work_duration_seconds",
    "How long a key is worked on.",
    ["name", "controller"],
    queueBuckets,
  );
  readonly #requests = this.#counter("rest_client_requests_total", "Requests to the API server.", [
    "code",
    "method",
    "host",
  ]);
  readonly #leader = this.#gauge("leader_election_master_status", "1 while this process leads, else 0.", [
    "name",
  ]);

  constructor() {
    this.#queueGauge("controller_runtime_active_workers", "Passes that run.", (queue) => queue.active);
    this.#queueGauge("workqueue_depth", "Keys that wait.", (queue) => queue.depth);
    this.#queueGauge(
      "workqueue_unfinished_work_seconds",
      "Time of the passes that run, summed up.",
      (queue) => queue.runningMs().reduce((sum, ms) => sum + ms / 1000, 0),
    );
    this.#queueGauge(
      "workqueue_longest_running_processor_seconds",
      "Time of the pass that runs longest.",
      (queue) => Math.max(0, ...queue.runningMs()) / 1000,
    );
  }

  /** What a controller reports to. @param controller - the label, such as `atlasschema`. */
  observer(controller: string): ControllerObserver {
    const queue = { name: controller, controller };
    // From the start at zero, so that the first failure is a rise and not a new series.
    for (const result of ["success", "error", "requeue", "requeue_after"])
      this.#reconciles.inc({ controller, result }, 0);
    this.#errors.inc({ controller }, 0);
    return {
      attached: (workQueue, concurrency) => {
        this.#queues.set(controller, workQueue);
        this.#limit.set({ controller }, concurrency);
      },
      reconciled: (result, tookMs) => {
        this.#reconciles.inc({ controller, result });
        if (result === "error") this.#errors.inc({ controller });
        this.#seconds.observe({ controller }, tookMs / 1000);
      },
      added: () => this.#adds.inc(queue),
      started: (waitedMs) => this.#waited.observe(queue, waitedMs / 1000),
      ended: (tookMs) => this.#worked.observe(queue, tookMs / 1000),
      retried: () => this.#retries.inc(queue),
    };
  }

  /** For `ApiClientOptions.onAnswer`. @param server - as in `ApiAccess`. */
  requestCounter(server: string): (method: string, code: string) => void {
    const { host } = new URL(server);
    return (method, code) => this.#requests.inc({ code, method, host });
  }

  setLeader(name: string, leads: boolean): void {
    this.#leader.set({ name }, leads ? 1 : 0);
  }

  #counter<T extends string>(name: string, help: string, labelNames: readonly T[]): Counter<T> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #gauge<T extends string>(name: string, help: string, labelNames: readonly T[]): Gauge<T> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  #histogram<T extends string>(
    name: string,
    help: string,
    labelNames: readonly T[],
    buckets: number[],
  ): Histogram<T> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** A gauge that asks the queues when somebody looks. */
  #queueGauge(name: string, help: string, read: (queue: WorkQueue) => number): void {
    const labelNames = name.startsWith("workqueue_") ? ["name", "controller"] : ["controller"];
    const queues = this.#queues;
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect: () => {
        for (const [controller, queue] of queues) {
          const labels: Record<string, string> = { controller };
          if (labelNames.includes("name")) labels["name"] = controller;
          gauge.set(labels, read(queue));
        }
      },
    });
  }
}
