import type { DraftStep, StepsContext } from "@atlas/core";
import { afterOwnTriggers, beforeOwnTriggers } from "../trigger-copies.ts";
import { alterTableSteps } from "./alter.ts";
import type { PartChange } from "./changes.ts";
import { inFamilyOrder, isJoining, isLeaving, joinStep, leaveStep } from "./family-steps.ts";
import { lineage } from "./lineage.ts";
import type { Table } from "./model.ts";

/** What becomes of one table, from its present parents to those it gets. */
export interface MemberSteps {
  readonly leaving: readonly DraftStep[];
  /** Its own statements, in the order of its family. */
  readonly altered: readonly DraftStep[];
  readonly joining: readonly DraftStep[];
}

/** The steps of a table that may have parents and children: those that it only follows in are no steps of its own. */
export function memberSteps(
  from: Table,
  to: Table,
  changes: readonly PartChange[],
  context: StepsContext,
): MemberSteps {
  const line = lineage(from, to, context);
  const own = changes.filter((change) => !isLeaving(change) && !isJoining(change));
  const altered = alterTableSteps(line.base, line.target, own, context);
  return {
    leaving: changes
      .filter(isLeaving)
      .map((change) => beforeOwnTriggers(leaveStep(change, { from }), from, context)),
    altered: inFamilyOrder(altered, { to, joins: line.joins }, context),
    joining: changes
      .filter(isJoining)
      .map((change) => afterOwnTriggers(joinStep(change, line, context), to, context)),
  };
}
