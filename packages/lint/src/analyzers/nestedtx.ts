import { isKeyword, significantTokens } from "@atlas/sql";
import type { Analyzer } from "../analyzer.ts";
import { noTransactionFix } from "../fixes.ts";

const fixMessage = "Add `-- atlas:txmode none` to the header, so that the file runs outside of a transaction";

/** Transactions that a file begins although it runs in one. */
export const nestedtx: Analyzer = {
  name: "nestedtx",
  codes: ["TX201"],
  isError: false,
  analyze: (file, { syntax }) => {
    if (file.txMode === "none") return [];
    const diagnostics = file.statements
      .filter(({ text }) => beginsTransaction(text, syntax))
      .map(({ start }) => ({
        start,
        code: "TX201",
        text: "Statement starts a transaction inside a file that is already executed in a transaction",
        fixes: [],
      }));
    if (diagnostics.length === 0) return [];
    return [
      {
        text: "nested transactions detected",
        diagnostics,
        fixes: [noTransactionFix(file, fixMessage)],
      },
    ];
  },
};

function beginsTransaction(text: string, syntax: Parameters<typeof significantTokens>[1]): boolean {
  const [first, second] = significantTokens(text, syntax);
  if (isKeyword(first, "BEGIN")) return !isKeyword(second, "ATOMIC");
  return isKeyword(first, "START") && isKeyword(second, "TRANSACTION");
}
