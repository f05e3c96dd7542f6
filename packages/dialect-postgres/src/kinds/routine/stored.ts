import { describeRef, type Ref, refKey, refOf, type State } from "@atlas/core";
import { columnRef } from "../../text.ts";
import type { Materialized } from "../materialized/model.ts";
import { partRef, type Table } from "../table/model.ts";

/**
 * What holds results of something, such as a function: the server does not compute them anew when that changes.
 *
 * @param change - what happens to it: `gets another body`.
 * @returns a remark for the step that changes it; `undefined`: nothing holds any.
 */
export function storedResultsRemark(origin: Ref, change: string, state: State): string | undefined {
  const key = refKey(origin);
  const isUsedBy = ({ uses }: { readonly uses: readonly Ref[] }): boolean =>
    uses.some((ref) => refKey(ref) === key);
  const holders = state.objects.flatMap((object): readonly Ref[] => {
    // Objects of these kinds are those that the kinds made.
    if (object.kind === "materialized") return isUsedBy(object as Materialized) ? [refOf(object)] : [];
    if (object.kind !== "table") return [];
    const table = object as Table;
    const parts = [...table.checks, ...table.exclusions, ...table.indexes].filter(isUsedBy);
    return [
      ...table.columns
        .filter((column) => column.generated?.kind === "stored" && isUsedBy(column))
        .map(({ name }) => columnRef(table, name)),
      ...parts.map((part) => partRef(table, part)),
    ];
  });
  if (holders.length === 0) return undefined;
  return `${describeRef(origin)} ${change}, and what it computed before stays in ${holders.map(describeRef).join(", ")}: compute that anew if the results differ (UPDATE, REINDEX, REFRESH)`;
}
