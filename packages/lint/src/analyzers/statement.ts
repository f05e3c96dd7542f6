import type { Analyzer, Diagnostic } from "../analyzer.ts";
import { matches } from "../patterns.ts";
import { quoted } from "../text.ts";

/** Statements that a team does not want, by regular expressions: the first that matches decides. */
export const statement: Analyzer = {
  name: "statement",
  // What it finds has no code.
  codes: [],
  isError: false,
  isOptIn: true,
  analyze: (file, { options }) => {
    const diagnostics = file.statements.flatMap(({ start, text }): readonly Diagnostic[] => {
      const rule = options.patterns.find(({ match }) => match !== undefined && matches(match, text));
      if (rule?.type !== "deny") return [];
      const denied = `Statement is denied by rule ${quoted(rule.match ?? "")}`;
      const message = rule.message ? `${denied}: ${rule.message}` : denied;
      return [{ start, code: "", text: message, fixes: [] }];
    });
    return diagnostics.length === 0 ? [] : [{ text: "denied statements detected", diagnostics, fixes: [] }];
  },
};
