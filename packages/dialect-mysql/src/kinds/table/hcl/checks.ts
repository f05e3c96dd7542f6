import { attribute, type BlockReader, ownColumn, type PrintedBlock, quoted } from "@atlas/hcl";
import { printExpression, readExpression } from "../../../hcl-expressions.ts";
import type { Check } from "../model.ts";
import { columnReference } from "./parts.ts";

/** By name. A check of a column and one of the table may share a name: the second has another label. */
export function printChecks(checks: readonly Check[]): readonly PrintedBlock[] {
  const taken = new Set<string>();
  return checks.map(({ name, expression, enforced, column }) => {
    let label = name;
    for (let number = 2; taken.has(label); number++) label = `${name}_${number}`;
    taken.add(label);
    return {
      type: "check",
      labels: [label],
      body: [
        ...attribute("name", label === name ? undefined : quoted(name)),
        { name: "expr", value: printExpression(expression) },
        ...attribute("enforced", enforced ? undefined : "false"),
        ...attribute("column", column === undefined ? undefined : columnReference(column)),
      ],
    };
  });
}

/**
 * @param unnamed - the name of a check without one: as MySQL would call it.
 */
export function readCheck(block: BlockReader, table: string, unnamed: string): Check {
  const reference = block.reference("column", ["column"]);
  const column = reference && ownColumn(block, "column", table, reference);
  block.text("comment");
  const name = block.labels.length > 0 || block.has("name") ? block.name : (column ?? unnamed);
  return {
    name,
    expression: readExpression(block, "expr"),
    enforced: block.bool("enforced") ?? true,
    ...(column !== undefined && { column }),
  };
}
