import { type OperatorSettings, runOperator } from "../../apps/operator/src/index.ts";
import type { KubeObject } from "../../packages/kube/src/index.ts";
import { DemoError } from "./stage.ts";

export interface OperatorEvent {
  readonly reason: string;
  readonly message: string;
}

export interface OperatorListeners {
  /** Over a folder: each status that is written. */
  readonly onStatus?: (resource: KubeObject) => void;
  /** Over a folder: each event that is recorded. */
  readonly onEvent?: (event: OperatorEvent) => void;
}

/** How many lines of its log are kept for a failure. */
const keptLines = 15;

/**
 * The operator as `atlas-operator` runs it, in this process, so that it cannot outlive the demo.
 *
 * It looks at the database every second instead of every ten minutes, and reports drift instead of healing.
 */
export class Operator implements AsyncDisposable {
  /** Rejects when the operator ends by itself. */
  readonly failed: Promise<never>;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  readonly #log: string[] = [];

  constructor(settings: Partial<OperatorSettings>, listeners: OperatorListeners = {}) {
    this.#ended = runOperator(
      {
        ...settings,
        driftMode: "report",
        driftIntervalMs: 1000,
        metricsAddress: "0",
        probeAddress: "0",
      },
      {
        signal: this.#stop.signal,
        ...(listeners.onStatus && { onStatus: listeners.onStatus }),
        log: (level, message, fields) => {
          this.#log.push(JSON.stringify({ level, msg: message, ...fields }));
          if (this.#log.length > keptLines) this.#log.shift();
          if (message !== "event") return;
          listeners.onEvent?.({ reason: String(fields?.["reason"]), message: String(fields?.["message"]) });
        },
      },
    );
    this.failed = this.#ended.then(
      () => {
        throw new DemoError("The operator ended before the story did.");
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new DemoError(`The operator ended: ${reason}`, { cause: error });
      },
    );
    this.failed.catch(() => {}); // Who waits for something hears of it.
  }

  /** The last lines it logged. */
  get log(): string {
    return this.#log.join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#ended.catch(() => {});
  }
}
