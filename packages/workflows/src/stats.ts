import { refOf, type Secret, type State, type TableSize } from "@atlas/core";
import { parseTarget } from "./dialects.ts";
import type { CallContext, Selection, WorkflowDeps } from "./requests.ts";
import { selectFrom } from "./select.ts";
import { tellMissingSchemas } from "./schemas.ts";

export interface StatsRequest extends Selection {
  readonly url: Secret<string>;
}

export interface StatsResult {
  readonly state: State;
  /** Of the tables in the state, in its order. */
  readonly sizes: readonly TableSize[];
}

/** How large the tables of a database are, at this moment. */
export async function readStats(
  request: StatsRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<StatsResult> {
  const { signal, onEvent } = context;
  const { dialect, url } = parseTarget(deps.dialects, request.url);
  onEvent?.({ type: "phase", phase: "connect" });
  await using driver = await dialect.connect(url, { signal, mustExist: true });
  onEvent?.({ type: "phase", phase: "read_target" });
  const whole = await driver.inspect({ schemas: request.schemas }, { signal });
  tellMissingSchemas(request, [whole], context);
  const state = selectFrom(whole, request, dialect.kinds);
  const tables = state.objects.filter(({ kind }) => kind === "table").map(refOf);
  return { state, sizes: tables.length === 0 ? [] : await driver.tableSizes(tables, { signal }) };
}
