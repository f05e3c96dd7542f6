import type { ModelTable } from "@atlas/core";
import type { Analyzer, Diagnostic } from "../../analyzer.ts";
import { quoted } from "../../text.ts";
import { redundantPadding } from "./alignment.ts";

/** New tables whose rows hold bytes that say nothing. */
export const columnAlignment: Analyzer = {
  name: "",
  codes: ["PG110"],
  isError: false,
  dialects: ["postgres"],
  analyze: (file) => {
    const diagnostics = file.statements.flatMap(({ start, changes }) =>
      changes.flatMap((change): readonly Diagnostic[] => {
        const found = change.type === "add_table" ? alignmentFinding(change.table) : undefined;
        return found ? [{ start, fixes: [], ...found }] : [];
      }),
    );
    return diagnostics.length === 0
      ? []
      : [{ text: "non-optimal columns alignment", diagnostics, fixes: [] }];
  },
};

/** PG110 of one table, for a state as for a change; a partition has the columns of its table. */
export function alignmentFinding(table: ModelTable): Pick<Diagnostic, "code" | "text"> | undefined {
  const isOfAnother = "partition_of" in table.attributes || "inherits" in table.attributes;
  const padding = isOfAnother ? undefined : redundantPadding(table);
  return (
    padding && {
      code: "PG110",
      text: `Table ${quoted(table.name)} has ${padding.bytes} redundant ${padding.bytes === 1 ? "byte" : "bytes"} of padding per row. To reduce disk space, the optimal order of the columns is as follows: ${padding.order.map(quoted).join(", ")}`,
    }
  );
}
