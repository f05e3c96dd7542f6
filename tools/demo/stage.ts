import type { KubeObject } from "../../packages/kube/src/index.ts";

/** What the story waits for, in the words of the resource's status. */
export type Expectation = "ready" | "refused" | "drifted";

/** A command as a user types it, where there is one, and what it printed. */
export interface Shown {
  readonly command: string | undefined;
  readonly output: string;
}

export interface Waited extends Shown {
  /** The resource with the status that met the expectation. */
  readonly resource: KubeObject;
}

/** Where the story takes place: over a folder of manifests, or on an API server. */
export interface Stage extends AsyncDisposable {
  /** Sentences about it, for the beginning. */
  readonly setting: readonly string[];
  /** Hands manifests to the operator, as a user would. @param text - YAML. */
  apply(file: string, text: string): Promise<Shown>;
  /**
   * Waits until the operator has written this about the newest version of the AtlasSchema `shop`.
   *
   * @throws {DemoError} when it does not come about within `limitMs`, or when the operator stops before.
   */
  until(expected: Expectation): Promise<Waited>;
  /** The message of the newest event of a reason. @throws {DemoError} when none comes within `limitMs`. */
  event(reason: string): Promise<Shown>;
  /** All resources, one line each. */
  table(): Promise<Shown>;
}

/** How long the story waits for anything, in milliseconds; far more than it takes on a busy machine. */
export const limitMs = 60_000;

/** Why the story cannot go on, in a sentence for the person who watches. */
export class DemoError extends Error {
  override readonly name = "DemoError";
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

/** A condition of a resource, if it has it. */
export function conditionOf(resource: KubeObject | undefined, type: string): Condition | undefined {
  // The operator wrote it: conditions are as Kubernetes defines them.
  const status = resource?.status as { readonly conditions?: readonly Condition[] } | undefined;
  return status?.conditions?.find((condition) => condition.type === type);
}

/** The condition that has to become true for each expectation. */
export const expectedCondition: Readonly<Record<Expectation, string>> = {
  ready: "Ready",
  refused: "Stalled",
  drifted: "Drifted",
};

/** Whether the status of a resource says what is expected, about its present spec. */
export function meets(resource: KubeObject, expected: Expectation): boolean {
  const condition = conditionOf(resource, expectedCondition[expected]);
  if (condition?.observedGeneration !== resource.metadata.generation) return false;
  return condition.status === "True" && (expected !== "refused" || condition.reason === "LintPolicyError");
}

/** The statements that were applied, as the Ready condition of the resource reports them. */
export function appliedStatements(resource: KubeObject): readonly string[] {
  const message = conditionOf(resource, "Ready")?.message ?? "";
  const [, json] = /Apply response: (\{.*\})$/s.exec(message) ?? [];
  if (json === undefined) throw new DemoError(`The Ready condition carries no report: ${message}`);
  // The report of the operator: `Changes` is empty when nothing was to be done.
  const report = JSON.parse(json) as { readonly Changes: { readonly Applied?: readonly string[] } };
  return report.Changes.Applied ?? [];
}
