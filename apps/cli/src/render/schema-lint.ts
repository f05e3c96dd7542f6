import { placeOf } from "@atlas/hcl";
import type { PlacedDiagnostic, SchemaLintResult } from "@atlas/workflows";
import type { Paint } from "./migrate-apply.ts";

/** Where people read about a code. */
const documentation = "https://atlasgo.io/lint/analyzers#";

/** What `schema lint` says. @param rules - how many rules were asked. */
export function schemaLintText({ steps }: SchemaLintResult, rules: number, paint: Paint): string {
  const dash = paint("cyan", "--");
  const count = steps.reduce((sum, { diagnostics }) => sum + diagnostics.length, 0);
  const body =
    steps.length === 0
      ? [`  ${dash} no diagnostics found`, ""]
      : steps.flatMap(({ text, description, diagnostics }) => [
          `  ${dash} ${text}:`,
          ...(description === undefined ? [] : [`    ${paint("gray", description)}`]),
          ...diagnostics.map((diagnostic) => `    ${dash} ${diagnosticText(diagnostic, paint)}`),
          "",
        ]);
  return `${[
    `Analyzing schema (${counted(rules, "rule")}):`,
    "",
    ...body,
    "  -------------------------",
    `  ${dash} ${counted(count, "diagnostic")}`,
  ].join("\n")}\n`;
}

function diagnosticText({ range, text, code }: PlacedDiagnostic, paint: Paint): string {
  const link = code === "" ? "" : ` ${paint("underline", documentation + code)}`;
  if (!range) return text + link;
  const { line, column } = placeOf(range.file, range.start);
  return `${paint("cyan", `${range.file.name}:${line}:${column}`)}: ${text}${link}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
