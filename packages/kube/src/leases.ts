import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { AtlasError } from "@atlas/core";
import { ApiError, isNotFound, type ApiClient } from "./api-client.ts";
import { collectionPath, objectPath } from "./api-path.ts";
import { pause, systemClock, type Clock } from "./clock.ts";
import { errorText, noLog, type Log } from "./log.ts";
import type { ResourceType } from "./store.ts";
import { isRecord } from "./wire.ts";

export const leaseType: ResourceType = {
  group: "coordination.k8s.io",
  version: "v1",
  plural: "leases",
  kind: "Lease",
};

export interface LeaseOptions {
  readonly client: ApiClient;
  readonly namespace: string;
  /** All who exclude each other use the same name. */
  readonly name: string;
  /** Who we are, different for each holder. Default: host name and a random part. */
  readonly identity?: string;
  /** Others take over after this silence of the holder, in milliseconds. Default 15 000. */
  readonly leaseMs?: number;
  /** Without a renewal for this long we no longer count as the holder; below `leaseMs`. Default 10 000. */
  readonly renewWithinMs?: number;
  /** Between two attempts to take or renew, in milliseconds, jittered by a fifth. Default 2 000. */
  readonly retryMs?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly log?: Log;
}

/** A lease that is ours; disposing it lets the next holder in at once. */
export interface HeldLease extends AsyncDisposable {
  readonly identity: string;
  /** Aborted when the lease is lost: whoever works under it must stop. */
  readonly signal: AbortSignal;
}

/**
 * Waits until the lease is ours, then renews it in the background.
 *
 * Nobody's clock is compared with anybody else's: a holder counts as gone when its lease has not changed
 * for `leaseMs` by our own clock. A holder that hangs notices by `renewWithinMs` that it lost, before the
 * next one may begin.
 *
 * @throws {AtlasError} `E_CANCELLED` when the signal is aborted first.
 */
export async function acquireLease(options: LeaseOptions, signal: AbortSignal): Promise<HeldLease> {
  const lease = new Lease(options);
  while (!signal.aborted) {
    if (await lease.tryTake(signal)) return lease.hold();
    await lease.waitForRetry(signal);
  }
  throw new AtlasError("E_CANCELLED", "the work was cancelled", { cause: signal.reason });
}

/**
 * Runs the work under a lease, as its elected leader. Its signal is aborted by ours and by losing the lease.
 *
 * @returns `lost` when the lease went to somebody else, `done` when the work ended or we were aborted.
 */
export async function runAsLeader(
  options: LeaseOptions,
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<"done" | "lost"> {
  await using held = await acquireLease(options, signal);
  await work(AbortSignal.any([signal, held.signal]));
  return held.signal.aborted ? "lost" : "done";
}

/** The fields of a Lease that we read; the API server checks their types. */
interface LeaseObject {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec?: {
    readonly holderIdentity?: string | null;
    readonly leaseDurationSeconds?: number | null;
    readonly acquireTime?: string | null;
    readonly leaseTransitions?: number | null;
  };
}

class Lease {
  readonly #options: LeaseOptions;
  readonly #identity: string;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #log: Log;
  /** The newest that we know of the lease, and when we first saw it so. */
  #seen: LeaseObject | undefined;
  #seenAt = 0;
  #toldHolder: string | undefined;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#identity = options.identity ?? `${hostname()}_${randomUUID()}`;
    this.#clock = options.clock ?? systemClock;
    this.#leaseMs = options.leaseMs ?? 15_000;
    this.#log = options.log ?? noLog;
  }

  /** One attempt; a failure of any kind counts as "not yet". */
  async tryTake(signal: AbortSignal): Promise<boolean> {
    try {
      const { client, namespace, name } = this.#options;
      const lease = await this.#read(signal);
      if (lease === undefined) {
        const spec = this.#spec(undefined);
        const path = collectionPath(leaseType, namespace);
        const body = {
          apiVersion: "coordination.k8s.io/v1",
          kind: "Lease",
          metadata: { name, namespace },
          spec,
        };
        this.#see(await client.call({ method: "POST", path, body, signal }));
        return true;
      }
      const holder = lease.spec?.holderIdentity ?? "";
      if (holder !== "" && holder !== this.#identity) {
        const allowedMs = Math.max(this.#leaseMs, (lease.spec?.leaseDurationSeconds ?? 0) * 1000);
        if (this.#clock.now() - this.#seenAt < allowedMs) {
          this.#tellHolder(holder);
          return false;
        }
      }
      await this.#write(lease, this.#spec(lease), signal);
      return true;
    } catch (error) {
      if (!signal.aborted && !isConflict(error)) this.#warn("lease not taken", error);
      return false;
    }
  }

  /** A replica that does nothing says why, once for each holder. */
  #tellHolder(holder: string): void {
    if (this.#toldHolder === holder) return;
    this.#toldHolder = holder;
    this.#log("info", "lease held by another", { lease: this.#options.name, holder });
  }

  hold(): HeldLease {
    const lost = new AbortController();
    const ending = new AbortController();
    this.#log("info", "lease taken", { lease: this.#options.name, identity: this.#identity });
    const renewing = this.#keep(lost, ending.signal);
    return {
      identity: this.#identity,
      signal: lost.signal,
      [Symbol.asyncDispose]: async () => {
        ending.abort();
        await renewing;
        if (!lost.signal.aborted) await this.#release();
      },
    };
  }

  async waitForRetry(signal: AbortSignal): Promise<void> {
    const { retryMs = 2000, random = Math.random } = this.#options;
    await pause(retryMs * (1 + 0.2 * random()), signal, this.#clock);
  }

  async #keep(lost: AbortController, ending: AbortSignal): Promise<void> {
    const { renewWithinMs = 10_000 } = this.#options;
    const lose = (): void => {
      this.#log("warn", "lease lost", { lease: this.#options.name, identity: this.#identity });
      lost.abort(new Error(`the lease ${this.#options.name} was lost`));
    };
    let cancelDeadline = this.#clock.after(renewWithinMs, lose);
    // A renewal that is under way when we let go is cut off: the release then reads what became of it.
    const stop = AbortSignal.any([lost.signal, ending]);
    for (;;) {
      await this.waitForRetry(stop);
      if (stop.aborted) break;
      const startedAt = this.#clock.now();
      const outcome = await this.#renew(stop);
      if (stop.aborted) break;
      if (outcome === "taken") {
        lose();
        break;
      }
      if (outcome === "failed") continue;
      // Others count from when the server wrote it, which is not before we asked.
      cancelDeadline();
      cancelDeadline = this.#clock.after(renewWithinMs - (this.#clock.now() - startedAt), lose);
    }
    cancelDeadline();
  }

  async #renew(signal: AbortSignal): Promise<"renewed" | "taken" | "failed"> {
    try {
      // Usually nobody else touched it, so that one request is enough.
      if (this.#seen !== undefined) await this.#write(this.#seen, this.#spec(this.#seen), signal);
      return "renewed";
    } catch (error) {
      if (signal.aborted) return "failed";
      if (!isConflict(error) && !isNotFound(error)) {
        this.#warn("lease not renewed", error);
        return "failed";
      }
    }
    try {
      const lease = await this.#read(signal);
      return lease?.spec?.holderIdentity === this.#identity ? "failed" : "taken";
    } catch (error) {
      this.#warn("lease not renewed", error);
      return "failed";
    }
  }

  async #release(): Promise<void> {
    try {
      const signal = AbortSignal.timeout(5000);
      const lease = await this.#read(signal);
      if (lease?.spec?.holderIdentity !== this.#identity) return;
      // One second is the least that the API allows.
      await this.#write(lease, { ...this.#spec(lease), holderIdentity: "", leaseDurationSeconds: 1 }, signal);
      this.#log("info", "lease released", { lease: this.#options.name, identity: this.#identity });
    } catch (error) {
      this.#warn("lease not released; it expires by itself", error);
    }
  }

  async #read(signal: AbortSignal): Promise<LeaseObject | undefined> {
    const { client, namespace, name } = this.#options;
    try {
      const path = objectPath(leaseType, { namespace, name });
      return this.#see(await client.call({ method: "GET", path, signal }));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Fails with a conflict when somebody else wrote since we read. */
  async #write(lease: LeaseObject, spec: object, signal: AbortSignal): Promise<void> {
    const { client, namespace, name } = this.#options;
    const path = objectPath(leaseType, { namespace, name });
    this.#see(await client.call({ method: "PUT", path, body: { ...lease, spec }, signal }));
  }

  #see(value: unknown): LeaseObject {
    if (!isRecord(value)) throw new ApiError(0, "the API server sent a lease that is no object");
    // A Lease by the path it was read from.
    const lease = value as unknown as LeaseObject;
    if (lease.metadata.resourceVersion !== this.#seen?.metadata.resourceVersion)
      this.#seenAt = this.#clock.now();
    this.#seen = lease;
    return lease;
  }

  #spec(before: LeaseObject | undefined): NonNullable<LeaseObject["spec"]> & { readonly renewTime: string } {
    // The API wants microseconds.
    const now = new Date().toISOString().replace("Z", "000Z");
    const isOurs = before?.spec?.holderIdentity === this.#identity;
    const transitions = before?.spec?.leaseTransitions ?? 0;
    return {
      holderIdentity: this.#identity,
      leaseDurationSeconds: Math.max(1, Math.ceil(this.#leaseMs / 1000)),
      acquireTime: (isOurs ? before.spec?.acquireTime : undefined) ?? now,
      renewTime: now,
      leaseTransitions: before === undefined || isOurs ? transitions : transitions + 1,
    };
  }

  #warn(message: string, error: unknown): void {
    this.#log("warn", message, { lease: this.#options.name, error: errorText(error) });
  }
}

/** Somebody else wrote, or created it, at the same moment. */
function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}
