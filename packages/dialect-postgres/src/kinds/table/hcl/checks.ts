import { attribute, type BlockReader, type PrintedBlock, quoted, type ReadBlockContext } from "@atlas/hcl";
import { bareExpression } from "../../../hcl-expressions.ts";
import type { Check } from "../model.ts";
import { inParentheses } from "../parentheses.ts";

export function printCheck(check: Check): PrintedBlock {
  return {
    type: "check",
    labels: [check.name],
    body: [
      { name: "expr", value: quoted(bareExpression(check.expression)) },
      ...attribute("enforced", check.notEnforced ? "false" : undefined),
      ...attribute("comment", check.comment === undefined ? undefined : quoted(check.comment)),
      ...attribute("no_inherit", check.noInherit ? "true" : undefined),
      ...attribute("not_valid", check.notValid ? "true" : undefined),
    ],
  };
}

/** Without a label the server chooses the name; `name` is empty then. */
export function readCheck(block: BlockReader, context: ReadBlockContext): Check {
  const expression = readCheckExpression(block);
  const comment = block.text("comment");
  return {
    kind: "check",
    name: block.name,
    expression,
    noInherit: block.bool("no_inherit") ?? false,
    notValid: block.bool("not_valid") ?? false,
    notEnforced: block.bool("enforced") === false,
    ...(comment && { comment }),
    uses: context.mentioned(expression),
    reads: [],
  };
}

/** In parentheses. Also of domains. */
export function readCheckExpression(block: BlockReader): string {
  const expression = block.expression("expr");
  if (expression !== undefined) return inParentheses(expression);
  throw block.error(
    `missing expr of check${block.name === "" ? "" : ` ${JSON.stringify(block.name)}`}`,
    'Say what has to be true: `expr = "price > 0"`.',
  );
}
