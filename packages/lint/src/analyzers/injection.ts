import type { ModelObject, SqlSyntax } from "@atlas/core";
import type { Analyzer, Diagnostic } from "../analyzer.ts";
import type { ModelChange } from "../change.ts";
import { quotedList, quoted } from "../text.ts";
import { rawTextsIn } from "./injection/bodies.ts";

/** Code that runs SQL in which a text stands that nobody escaped. */
export const injection: Analyzer = {
  name: "injection",
  codes: ["SA101"],
  isError: false,
  dialects: ["postgres", "mysql"],
  analyze: (file, { syntax }) => {
    const diagnostics = file.statements.flatMap(({ start, changes }) =>
      changes.flatMap((change): readonly Diagnostic[] => {
        const object = newCode(change);
        const found = object && injectionFinding(object, syntax);
        return found ? [{ start, fixes: [{ message: fixOf(syntax) }], ...found }] : [];
      }),
    );
    return diagnostics.length === 0
      ? []
      : [{ text: "possible SQL injections detected", diagnostics, fixes: [] }];
  },
};

/** SA101 of one routine, for a state as for a change. Its body is read where it is PL/pgSQL, or of MySQL. */
export function injectionFinding(
  object: ModelObject,
  syntax: SqlSyntax,
): Pick<Diagnostic, "code" | "text"> | undefined {
  const { body, lang } = object.attributes;
  const isRead = ["function", "procedure", "trigger", "event"].includes(object.kind);
  if (!isRead || typeof body !== "string") return undefined;
  if (syntax.dollarQuotes && String(lang).toLowerCase() !== "plpgsql") return undefined;
  const names = rawTextsIn(object, body, syntax);
  if (names.length === 0) return undefined;
  const [kind = "", ...rest] = object.kind;
  const are = names.length === 1 ? "is" : "are";
  return {
    code: "SA101",
    text: `${kind.toUpperCase()}${rest.join("")} ${quoted(object.name)} runs dynamic SQL in which ${quotedList(names)} ${are} not escaped: whoever controls such a text can run statements of their own`,
  };
}

/** What is new, or runs something else than before. */
function newCode(change: ModelChange): ModelObject | undefined {
  if (change.type === "add_object") return change.object;
  if (change.type !== "modify_object") return undefined;
  return change.from.attributes["body"] === change.to.attributes["body"] ? undefined : change.to;
}

function fixOf(syntax: SqlSyntax): string {
  return syntax.dollarQuotes
    ? "Put names in with format('%I') or quote_ident, and hand values over with USING"
    : "Hand values over with USING and placeholders, and put texts in with QUOTE(); names by REPLACE(name, '`', '``') in backticks";
}
