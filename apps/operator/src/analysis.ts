import type { Plan } from "@atlas/core";
import {
  analyzePlan,
  needsApproval,
  type PlanFinding,
  planFindings,
  type PlanLintOptions,
  type Proposal,
  type ReviewPolicy,
} from "@atlas/workflows";

/** `spec.policy.lint`, as far as it is set. */
export interface LintPolicy {
  readonly destructive?: { readonly error?: boolean | undefined } | undefined;
  readonly review?: ReviewPolicy | undefined;
}

/** What analysis says of one plan. It runs when it is first asked. */
export class PlanAnalysis {
  readonly #proposal: Proposal;
  readonly #policy: LintPolicy;
  #found: readonly PlanFinding[] | undefined;

  constructor(proposal: Proposal, policy: LintPolicy) {
    this.#proposal = proposal;
    this.#policy = policy;
  }

  get plan(): Plan {
    return this.#proposal.plan;
  }

  /** Without the sizes of tables: they change from look to look, and a condition that says the same must not. */
  get findings(): readonly PlanFinding[] {
    if (this.#found) return this.#found;
    const report = this.#report();
    const findings = report ? planFindings(this.plan.steps, report) : [];
    return (this.#found = findings);
  }

  /** What failed without a finding, such as an analyzer of ours that broke. */
  get error(): string | undefined {
    return this.findings.length === 0 ? this.#report({ sizes: this.#proposal.sizes })?.error : undefined;
  }

  /** Those on what is destroyed. */
  get destructive(): readonly PlanFinding[] {
    return this.findings.filter(({ code }) => code.startsWith("DS"));
  }

  /** Whether the review policy wants an approval: what holds up a large table fails, too. */
  needsApproval(review: ReviewPolicy): boolean {
    return needsApproval(review, this.#report({ sizes: this.#proposal.sizes }));
  }

  #report(more: Pick<PlanLintOptions, "sizes"> = {}): ReturnType<typeof analyzePlan> {
    const { plan, from, to, dialect } = this.#proposal;
    const error = this.#policy.destructive?.error;
    const settings: PlanLintOptions["settings"] = {
      analyzers: error === undefined ? {} : { destructive: { error, flags: {}, texts: {}, patterns: [] } },
      checks: {},
    };
    return analyzePlan(plan, from, to, dialect, { settings, ...more });
  }
}

const maxStatementLength = 120;

/**
 * One line for each finding, with its code, its line in the plan as `schema apply` prints it, and the beginning of its
 * statement: `- L2: Dropping non-virtual column "bio" (DS103): ALTER TABLE users DROP COLUMN bio`.
 */
export function findingLines(plan: Plan, findings: readonly PlanFinding[]): readonly string[] {
  return findings.map(({ code, line, text, step }) => {
    const [first = ""] = (plan.steps[step]?.sql ?? "").split("\n", 1);
    const statement =
      first.length <= maxStatementLength ? first : `${first.slice(0, maxStatementLength - 1)}…`;
    return `- L${line}: ${text}${code === "" ? "" : ` (${code})`}: ${statement}`;
  });
}
