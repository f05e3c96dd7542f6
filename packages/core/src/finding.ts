export type Severity = "error" | "warning" | "info";

/** What an analyzer says about a plan. Severity is the policy's business. */
export interface Finding {
  /** Such as `DS103`. */
  readonly code: string;
  readonly title: string;
  /** Names the effect: what is lost, blocked or broken. */
  readonly message: string;
  /** Index of the step it speaks of. */
  readonly step: number;
}
