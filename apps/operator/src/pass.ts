import { AtlasError, type ErrorCode } from "@atlas/core";
import type {
  KubeObject,
  Log,
  Reconcile,
  ReconcileResult,
  Reference,
  ResourceType,
  Store,
} from "@atlas/kube";
import type { Notice } from "@atlas/workflows";
import type { PassHooks } from "./reconcile-schema.ts";
import { ReferenceReader } from "./inputs/references.ts";
import type { Failure, Outcome } from "./outcome.ts";
import { conclude, type ConcludeOptions, type Conclusion, reconciling, type Status } from "./status.ts";

/** What differs from kind to kind. */
export interface ReconciledKind<S extends Status> {
  readonly type: ResourceType;
  /** What its events come from: `atlasschema-controller`. */
  readonly component: string;
  /** `undefined` when it is malformed: it then counts as never written. */
  readonly readStatus: (object: KubeObject) => S | undefined;
  /** What a resource reads; nothing when its spec is malformed. */
  readonly references: (object: KubeObject) => readonly Reference[];
  readonly backoffLimit: (object: KubeObject) => number;
  readonly reconcile: (
    object: KubeObject,
    status: S,
    reader: ReferenceReader,
    hooks: PassHooks,
    signal: AbortSignal,
  ) => Promise<Outcome>;
}

export interface PassDeps {
  readonly store: Store;
  readonly log: Log;
  readonly now: () => Date;
  /** When a settled resource is looked at again, in milliseconds; `undefined`: never. */
  readonly recheckAfterMs: () => number | undefined;
}

/**
 * The frame around each pass over a resource: reads it, lets the kind conclude, and alone writes status,
 * events and log.
 */
export function createPass<S extends Status>(kind: ReconciledKind<S>, deps: PassDeps): Reconcile {
  return async (key, signal) => {
    const object = await deps.store.get(kind.type, key, { signal });
    if (!object || object.metadata.deletionTimestamp !== undefined) return {};
    const reader = new ReferenceReader(deps.store, key.namespace, signal);
    const pass = new Pass(kind, object, reader, deps);
    try {
      return await pass.run(signal);
    } catch (error) {
      if (signal.aborted && error instanceof AtlasError && error.code === "E_CANCELLED") return {};
      throw error;
    }
  };
}

class Pass<S extends Status> {
  readonly #kind: ReconciledKind<S>;
  readonly #object: KubeObject;
  readonly #reader: ReferenceReader;
  readonly #deps: PassDeps;
  readonly #notices: Notice[] = [];
  #status: Status | undefined;

  constructor(kind: ReconciledKind<S>, object: KubeObject, reader: ReferenceReader, deps: PassDeps) {
    this.#kind = kind;
    this.#object = object;
    this.#reader = reader;
    this.#deps = deps;
  }

  async run(signal: AbortSignal): Promise<ReconcileResult> {
    const status = this.#kind.readStatus(this.#object);
    this.#status = status;
    const outcome: Outcome = status?.conditions?.length
      ? await this.#kind.reconcile(this.#object, status, this.#reader, this.#hooks(), signal)
      : { type: "reconciling", message: "Reconciling" };
    const conclusion = conclude(this.#redacted(outcome), this.#options());
    await this.#write(conclusion);
    this.#log(outcome, conclusion);
    const { requeueAfterMs, requeueWhen } = conclusion;
    return {
      ...(requeueAfterMs === undefined ? {} : { requeueAfterMs }),
      ...(requeueWhen && { requeueWhen }),
    };
  }

  #hooks(): PassHooks {
    return {
      reconciling: async (message) => {
        this.#status = reconciling(message, this.#options());
        await this.#patch(this.#status);
      },
      drift: (message) => this.#record("Warning", "Drift", this.#reader.redacted(message)),
      notice: (notice) => this.#notices.push(notice),
      devEvent: (type, reason, message) => this.#record(type, reason, this.#reader.redacted(message)),
    };
  }

  #options(): ConcludeOptions {
    return {
      now: this.#deps.now(),
      generation: this.#object.metadata.generation,
      status: this.#status,
      backoffLimit: this.#kind.backoffLimit(this.#object),
      recheckAfterMs: this.#deps.recheckAfterMs(),
    };
  }

  #redacted(outcome: Outcome): Outcome {
    return "message" in outcome ? { ...outcome, message: this.#reader.redacted(outcome.message) } : outcome;
  }

  async #write(conclusion: Conclusion): Promise<void> {
    if (conclusion.status) await this.#patch(conclusion.status);
    for (const event of conclusion.events) await this.#record(event.type, event.reason, event.message);
    // What cannot be managed or was not proven is said when something is said at all.
    if (!conclusion.status) return;
    for (const notice of this.#notices) {
      await this.#record("Warning", "Notice", this.#reader.redacted(notice.message));
    }
  }

  async #patch(status: Status): Promise<void> {
    await this.#deps.store.patchStatus(this.#kind.type, this.#object.metadata, status);
  }

  async #record(type: "Normal" | "Warning", reason: string, message: string): Promise<void> {
    const { component } = this.#kind;
    await this.#deps.store.recordEvent({ about: this.#object, type, reason, message, component });
  }

  #log(outcome: Outcome, { requeueAfterMs, status }: Conclusion): void {
    const { namespace, name } = this.#object.metadata;
    this.#deps.log(status ? "info" : "debug", "reconciled", {
      kind: this.#kind.type.kind,
      namespace,
      name,
      outcome: outcome.type,
      ...("reason" in outcome ? { reason: outcome.reason } : {}),
      ...(outcome.type === "failed" ? this.#failureFacts(outcome) : {}),
      ...(requeueAfterMs === undefined ? {} : { requeueAfterMs }),
    });
  }

  #failureFacts({ code, message }: Failure): { readonly code?: ErrorCode; readonly error: string } {
    return { ...(code === undefined ? {} : { code }), error: this.#reader.redacted(message) };
  }
}
