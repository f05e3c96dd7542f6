import { AtlasError, type Dialect, harmless, type Plan, refOf, type State, type Step } from "@atlas/core";
import { splitStatements } from "@atlas/sql";

/**
 * A plan with the statements of an edited text. Those that were left as they are keep what is known of them; of
 * others nobody knows what they block or lose.
 *
 * @throws {AtlasError} `E_INPUT` if there are no statements left.
 */
export function editedPlan(plan: Plan, text: string, dialect: Dialect): Plan {
  const known = new Map(plan.steps.map((step) => [step.sql.trim(), step]));
  const steps = splitStatements(text, "the edited plan", dialect.syntax).map((statement): Step => {
    assertNoTransaction(statement.text);
    return known.get(statement.text.trim()) ?? foreignStep(statement.text, dialect);
  });
  if (steps.length === 0)
    throw new AtlasError("E_INPUT", "the edited plan has no statements", {
      hint: "Nothing was changed. Leave the plan as it is, and answer Abort to apply nothing.",
    });
  return { ...plan, steps };
}

/** Where a transaction begins and ends is not for the text to say: what is undone on an error hangs on it. */
function assertNoTransaction(sql: string): void {
  const bare = sql.replaceAll(/--[^\n]*|\/\*[^]*?\*\//g, " ").trim();
  if (!transactionControl.test(bare)) return;
  throw new AtlasError("E_INPUT", `the edited plan controls transactions itself: ${shorten(sql)}`, {
    hint: "Nothing was changed. Leave the statement out: those that can be are run in one transaction.",
  });
}

const transactionControl =
  /^(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|PREPARE\s+TRANSACTION)\b/i;

function foreignStep(sql: string, dialect: Dialect): Step {
  const loses = /\b(?:DROP|DELETE|TRUNCATE|UPDATE)\b/i.test(sql);
  return {
    ...harmless,
    sql,
    comment: "statement of the edited plan",
    sources: [],
    blocks: "everything",
    losesData: loses,
    loses: loses ? [`what the edited statement removes: ${shorten(sql)}`] : [],
    transactional: dialect.features.transactionalDdl && !/\bCONCURRENTLY\b|^\s*VACUUM\b/i.test(sql),
  };
}

function shorten(sql: string): string {
  const line = sql.replaceAll(/\s+/g, " ").trim();
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}

/** The same plan for a proof: it may touch anything. */
export function touchingAll(plan: Plan, from: State, to: State): Plan {
  const everything = [...from.objects, ...to.objects].map((object) => ({
    change: "edited",
    subject: refOf(object),
  }));
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, sources: everything })) };
}

/** The failed proof of an edited plan, in the words that its author can act on. */
export function editFailed(error: AtlasError): AtlasError {
  const { remaining } = error.details;
  if (!Array.isArray(remaining)) return error;
  const lines = remaining.map((change) => `+ ${String(change)}`);
  return new AtlasError(
    "E_PROOF",
    [
      "the planned state does not match the desired state after applying the file:",
      "",
      "--- planned state",
      "+++ desired state",
      ...lines,
    ].join("\n"),
    {
      details: { ...error.details, abort: true },
      hint: "Nothing was changed. Edit the plan so that it leads to the desired state, or change that.",
      cause: error,
    },
  );
}
