import { AtlasError } from "@atlas/core";
import { withSettledArrayCasts } from "../../array-casts.ts";
import { ident } from "../../text.ts";
import type { PartDependencies } from "./dependencies.ts";
import type { Check } from "./model.ts";
import { inParentheses } from "./parentheses.ts";
import type { ConstraintRow } from "./queries.ts";

export function readCheck(row: ConstraintRow, dependencies: PartDependencies): Check {
  if (row.expression === null)
    throw new AtlasError("E_READ", `the check "${row.name}" has no expression in the catalog`);
  return {
    kind: "check",
    name: row.name,
    expression: inParentheses(withSettledArrayCasts(row.expression)),
    noInherit: row.no_inherit,
    // A check that is not enforced never is valid; one flag says it.
    notValid: !row.validated && row.enforced,
    notEnforced: !row.enforced,
    ...(row.comment !== null && { comment: row.comment }),
    uses: dependencies.uses,
    reads: dependencies.reads,
  };
}

/**
 * @param inCreate - inside CREATE TABLE, where NOT VALID has no meaning: the new table has no rows, and the
 *   server would take the constraint as valid.
 */
export function checkSql(check: Check, inCreate = false): string {
  return [
    // Without a name, as HCL may leave it, the server chooses one.
    ...(check.name === "" ? [] : [`CONSTRAINT ${ident(check.name)}`]),
    `CHECK ${check.expression}`,
    ...(check.noInherit ? ["NO INHERIT"] : []),
    ...(check.notEnforced ? ["NOT ENFORCED"] : []),
    ...(check.notValid && !inCreate ? ["NOT VALID"] : []),
  ].join(" ");
}
