import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderTable } from "../../apps/operator/src/index.ts";
import type { KubeObject } from "../../packages/kube/src/index.ts";
import { Operator, type OperatorEvent } from "./operator.ts";
import {
  conditionOf,
  DemoError,
  expectedCondition,
  type Expectation,
  limitMs,
  meets,
  type Shown,
  type Stage,
  type Waited,
} from "./stage.ts";

/** The operator over a folder of manifests: no cluster, nothing to install. */
export class FolderStage implements Stage {
  readonly setting: readonly string[] = [
    "The operator works on a folder of manifests here, as `atlas operator run --manifests DIR` does: the same controller as in a cluster, without a cluster.",
    "So that you need not wait, it compares the database every second. It is told to report drift, not to undo it.",
  ];
  readonly #manifests: string;
  readonly #signal: AbortSignal;
  readonly #operator: Operator;
  readonly #events: OperatorEvent[] = [];
  #resource: KubeObject | undefined;
  /** How often the AtlasSchema was changed: the store counts generations so. */
  #generation = 0;
  #onNews = (): void => {};

  private constructor(folder: string, manifests: string, signal: AbortSignal) {
    this.#manifests = manifests;
    this.#signal = signal;
    this.#operator = new Operator(
      { manifests, dataDir: join(folder, "data") },
      {
        onStatus: (resource) => {
          this.#resource = resource;
          this.#onNews();
        },
        onEvent: (event) => {
          this.#events.push(event);
          this.#onNews();
        },
      },
    );
  }

  /** @param folder - for all its files; the caller removes it. */
  static async open(folder: string, signal: AbortSignal): Promise<FolderStage> {
    const manifests = join(folder, "manifests");
    await mkdir(manifests);
    return new FolderStage(folder, manifests, signal);
  }

  async apply(file: string, text: string): Promise<Shown> {
    if (text.includes("kind: AtlasSchema")) this.#generation += 1;
    this.#events.length = 0;
    // It holds a password.
    await writeFile(join(this.#manifests, file), text, { mode: 0o600 });
    return { command: undefined, output: `manifests/${file} is saved.` };
  }

  async until(expected: Expectation): Promise<Waited> {
    const startedAt = performance.now();
    const resource = await this.#wait(`AtlasSchema shop was not ${expected}`, () => {
      const resource = this.#resource;
      const isNewest = resource?.metadata.generation === this.#generation;
      return resource && isNewest && meets(resource, expected) ? resource : undefined;
    });
    const type = expectedCondition[expected];
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const { status, reason } = conditionOf(resource, type) ?? {};
    const output = `AtlasSchema shop: ${type} is ${status}, ${reason} (after ${seconds} s).`;
    return { resource, command: undefined, output };
  }

  async event(reason: string): Promise<Shown> {
    const event = await this.#wait(`There was no event ${reason}`, () =>
      this.#events.findLast((event) => event.reason === reason),
    );
    return { command: undefined, output: event.message };
  }

  async table(): Promise<Shown> {
    return { command: undefined, output: renderTable(this.#resource ? [this.#resource] : []) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#operator[Symbol.asyncDispose]();
  }

  /** Looks whenever the operator says something. */
  async #wait<T>(failure: string, look: () => T | undefined): Promise<T> {
    this.#signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const timer = setTimeout(() => {
      const said = conditionOf(this.#resource, "Ready");
      const state = said ? `${said.status}, ${said.reason}: ${said.message}` : "never written";
      reject(
        new DemoError(
          `${failure} within ${limitMs / 1000} seconds. Its status: ${state}\nThe operator logged last:\n${this.#operator.log}`,
        ),
      );
    }, limitMs);
    const onAbort = (): void => reject(this.#signal.reason);
    this.#signal.addEventListener("abort", onAbort, { once: true });
    this.#onNews = () => {
      const found = look();
      if (found !== undefined) resolve(found);
    };
    this.#onNews();
    try {
      return await Promise.race([promise, this.#operator.failed]);
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener("abort", onAbort);
      this.#onNews = () => {};
    }
  }
}
