import {
  adviceText,
  AtlasError,
  describeRef,
  type Policy,
  type Secret,
  coreSkippableChanges,
} from "@atlas/core";
import type { KubeObject } from "@atlas/kube";
import {
  type ApplyRequest,
  type ApplyResult,
  applySchema,
  type Notice,
  type Phase,
  type Proposal,
  type StateSource,
  type Verdict,
  type WorkflowDeps,
} from "@atlas/workflows";
import { type AtlasSchemaSpec, atlasSchemaSpec, type AtlasSchemaStatus } from "./crd/atlas-schema.ts";
import { type LintPolicy, PlanAnalysis } from "./analysis.ts";
import { causesText, destructionBy, firstRunText } from "./destructive.ts";
import { PodDatabases } from "./dev-db/databases.ts";
import type { DevEvent, DevServers } from "./dev-db/servers.ts";
import { embeddedDevUrl, needsPod } from "./dialects.ts";
import { type DriftMode, driftText, notHealedDestructive, notHealedReported } from "./drift.ts";
import { inputFailure, workFailure } from "./failures.ts";
import type { ReferenceReader } from "./inputs/references.ts";
import { readSchemaInputs, type SchemaInputs } from "./inputs/schema-inputs.ts";
import type { Target } from "./inputs/target.ts";
import type { Outcome, Reason } from "./outcome.ts";
import { readyMessage } from "./report.ts";
import { parseSpec } from "./resource.ts";
import { rejectionText } from "./review.ts";
import { conditionOf } from "./status.ts";
import type { Turns } from "./turns.ts";

export interface SchemaDeps {
  readonly workflows: WorkflowDeps;
  /** Passes over one target database take turns. */
  readonly turns: Turns;
  readonly driftMode: DriftMode;
  readonly allowCustomConfig: boolean;
  /** Dev databases in pods; absent: there is no cluster for them. */
  readonly devServers: DevServers | undefined;
  readonly now: () => Date;
}

/** What a pass says before it ends. */
export interface PassHooks {
  /** A resource that was ready is about to be changed. */
  readonly reconciling: (message: string) => Promise<void>;
  /** The database was found changed by others, and is about to be changed back. */
  readonly drift: (message: string) => Promise<void>;
  readonly notice: (notice: Notice) => void;
  /** Something was done for the dev database of the resource. */
  readonly devEvent: DevEvent;
}

/** One pass over one AtlasSchema, whose status is given parsed. */
export async function reconcileSchema(
  object: KubeObject,
  status: AtlasSchemaStatus,
  reader: ReferenceReader,
  deps: SchemaDeps,
  hooks: PassHooks,
  signal: AbortSignal,
): Promise<Outcome> {
  let spec: AtlasSchemaSpec;
  let inputs: SchemaInputs;
  try {
    spec = parseSpec(atlasSchemaSpec, object);
    inputs = await readSchemaInputs(spec, reader, {
      dialects: deps.workflows.dialects,
      allowCustomConfig: deps.allowCustomConfig,
      hasPods: deps.devServers !== undefined,
    });
  } catch (error) {
    return inputFailure(error, "ReadSchema", signal);
  }
  const { target, devPod, desired } = inputs;
  // A pod of one's own comes first; its URL is only the template of the one to use.
  const devUrl = devPod ? undefined : inputs.devUrl;
  if (!desired) {
    return {
      type: "failed",
      reason: "CreatingWorkingDir",
      message: "the desired state is not set",
      retry: "backoff",
    };
  }

  if (devPod && !inputs.devUrl)
    return {
      type: "waiting",
      reason: "GettingDevDB",
      message: "devURL is required when devDB is provided",
    };

  const { namespace, name } = object.metadata;
  const turn = deps.turns.take(sharedThings(target, devUrl), `${namespace}/${name}`);
  if (turn.taken) return { type: "busy", until: turn.until };
  using _turn = turn;
  const gate = new Gate(spec, object.metadata.generation, status, target, deps.driftMode, hooks);
  let phase: Phase | undefined;
  const pods =
    deps.devServers && (devPod || (!devUrl && needsPod(target.parsed)))
      ? new PodDatabases({
          servers: deps.devServers,
          dialects: deps.workflows.dialects,
          owner: object,
          ...(devPod &&
            inputs.devUrl && {
              own: { podSpec: devPod, template: inputs.devUrl.reveal(), engine: target.driver },
            }),
          event: hooks.devEvent,
          signal,
        })
      : undefined;
  try {
    const result = await applySchema(
      requestOf(spec, target, devUrl ?? embeddedDevUrl(target.parsed), desired),
      pods ? { ...deps.workflows, devDatabases: pods } : deps.workflows,
      (proposal) => gate.decide(proposal),
      {
        signal,
        onEvent: (event) => {
          if (event.type === "phase") phase = event.phase;
          if (event.type === "notice") hooks.notice(event.notice);
        },
      },
    );
    const outcome = gate.outcomeOf(result, deps.now());
    if (outcome.type === "ready" || outcome.type === "unchanged") await pods?.cleanUp();
    return outcome;
  } catch (error) {
    return workFailure(error, phase, gate.reason, signal);
  }
}

/** What only one pass at a time may use: the target database, and a dev database that is given. */
function sharedThings(target: Target, devUrl: Secret<string> | undefined): readonly string[] {
  return devUrl ? [target.database, `dev ${devUrl.reveal()}`] : [target.database];
}

function requestOf(
  spec: AtlasSchemaSpec,
  target: Target,
  devUrl: Secret<string>,
  desired: StateSource,
): ApplyRequest {
  return {
    url: target.url,
    to: [desired],
    devUrl,
    schemas: spec.schemas ?? [],
    exclude: spec.exclude ?? [],
    policy: policyOf(spec),
    indent: "",
    txMode: spec.txMode,
    dryRun: false,
    // Another replica or a person is at work: the worker has other things to do.
    lockTimeoutMs: 1_000,
  };
}

function policyOf(spec: AtlasSchemaSpec): Policy {
  const { skip, concurrent_index: concurrent, online } = spec.policy?.diff ?? {};
  return {
    skip: coreSkippableChanges.filter((change) => skip?.[change] === true),
    concurrentIndex: {
      ...(concurrent?.create !== undefined && { create: concurrent.create }),
      ...(concurrent?.drop !== undefined && { drop: concurrent.drop }),
    },
    ...(online !== undefined && { online }),
  };
}

/** Decides on a plan, from what the policy says and what was applied before. */
class Gate {
  readonly #policy: LintPolicy;
  readonly #generation: number;
  readonly #status: AtlasSchemaStatus;
  readonly #target: Target;
  readonly #driftMode: DriftMode;
  readonly #hooks: PassHooks;
  readonly #isFirstRun: boolean;
  #refusal: Outcome | undefined;

  constructor(
    spec: AtlasSchemaSpec,
    generation: number,
    status: AtlasSchemaStatus,
    target: Target,
    driftMode: DriftMode,
    hooks: PassHooks,
  ) {
    this.#policy = spec.policy?.lint ?? {};
    this.#generation = generation;
    this.#status = status;
    this.#target = target;
    this.#driftMode = driftMode;
    this.#hooks = hooks;
    // Another database than before is as unknown to us as the first one was.
    this.#isFirstRun = !status.last_applied || !this.#isSameTarget();
  }

  /** What a failure is called that belongs to no phase of its own. */
  get reason(): Reason {
    if (this.#isFirstRun) return "VerifyingFirstRun";
    return this.#policy.destructive?.error ? "LintPolicyError" : "ApplyingSchema";
  }

  async decide(proposal: Proposal): Promise<Verdict> {
    const { plan, desiredFingerprint } = proposal;
    const analysis = new PlanAnalysis(proposal, this.#policy);
    if (this.#isFirstRun) {
      const destruction = destructionBy(analysis);
      if (destruction) return this.#refuse(refusal("FirstRunDestructive", firstRunText(destruction)));
    }
    const isDrift = this.#isSettled(desiredFingerprint());
    if (isDrift && this.#driftMode === "report") {
      return this.#refuse({ type: "drifted", message: `${driftText(plan)} ${notHealedReported}` });
    }
    const isError = this.#policy.destructive?.error ?? (isDrift ? "of drift" : false);
    const destruction = isError === false ? undefined : destructionBy(analysis);
    if (destruction && isError === "of drift") {
      return this.#refuse({ type: "drifted", message: `${driftText(plan)} ${notHealedDestructive}` });
    }
    if (isDrift) await this.#hooks.drift(driftText(plan));
    if (destruction) return this.#refuse(refusal("LintPolicyError", causesText(destruction)));
    const { review } = this.#policy;
    if (review !== undefined && analysis.needsApproval(review))
      return this.#refuse(refusal("ApplyingSchema", rejectionText(review, analysis)));
    if (!isDrift && this.#isReady())
      await this.#hooks.reconciling("current schema does not match last applied");
    return { verdict: "approved" };
  }

  /** What the pass concluded. */
  outcomeOf(result: ApplyResult, now: Date): Outcome {
    switch (result.outcome) {
      case "synced":
        if (!this.#isSettled(result.desiredFingerprint())) return this.#ready(result, now);
        return { type: conditionOf(this.#status, "Drifted") ? "drift_gone" : "unchanged" };
      case "applied":
        return this.#ready(result, now);
      case "aborted":
      case "planned":
      case "rejected":
        if (this.#refusal) return this.#refusal;
        throw new AtlasError("E_INTERNAL", `applying ended ${result.outcome} without a refusal`);
    }
  }

  #refuse(refusal: Outcome): Verdict {
    this.#refusal = refusal;
    return { verdict: "aborted" };
  }

  #ready(result: ApplyResult, now: Date): Outcome {
    for (const notice of noticesOf(result)) this.#hooks.notice(notice);
    return {
      type: "ready",
      message: readyMessage(result),
      event: "Applied schema",
      fields: {
        observed_hash: result.desiredFingerprint(),
        observed_target: this.#target.fingerprint,
        last_applied: Math.floor(now.getTime() / 1000),
      },
    };
  }

  /** Whether this very state was applied to this database for this resource as it is now. */
  #isSettled(desired: string): boolean {
    return (
      this.#isReady() &&
      this.#isSameTarget() &&
      this.#status.observedGeneration === this.#generation &&
      this.#status.observed_hash === desired
    );
  }

  #isReady(): boolean {
    return conditionOf(this.#status, "Ready")?.status === "True";
  }

  /** A status that another operator wrote, or one of ours that read states otherwise, says nothing of it. */
  #isSameTarget(): boolean {
    return this.#status.observed_target === this.#target.fingerprint;
  }
}

/** A gate said no: only a change of the resource, its inputs or the database helps. */
function refusal(reason: Reason, message: string): Outcome {
  return { type: "failed", reason, message, retry: "on_change" };
}

/** What a ready resource must not hide. */
function noticesOf({ unmanaged, skipped, proposal }: ApplyResult): readonly Notice[] {
  const list = (names: readonly string[]): string => names.toSorted().join(", ");
  const notices: Notice[] = [];
  if (unmanaged.length > 0) {
    const names = list(unmanaged.map((object) => `${object.kind} ${object.name}`));
    notices.push({
      code: "N_UNMANAGED",
      message: `These are not managed and were left as they are: ${names}.`,
    });
  }
  if (skipped.length > 0) {
    const names = list(skipped.map(({ change, subject }) => `${change} of ${describeRef(subject)}`));
    notices.push({ code: "N_SKIPPED", message: `Left out by spec.policy.diff.skip: ${names}.` });
  }
  const waits = proposal.advice.map((one) => adviceText(one, "spec.policy.diff."));
  const remarks = proposal.plan.steps.flatMap((step) => step.remarks ?? []);
  if (waits.length + remarks.length > 0)
    notices.push({ code: "N_BLOCKING", message: [...waits, ...remarks].map((text) => `${text}.`).join(" ") });
  if (!proposal.proof.proven) {
    notices.push({
      code: "N_NOT_PROVEN",
      message: `The plan was not tried beforehand: ${proposal.proof.reason}.`,
    });
  }
  return notices;
}
