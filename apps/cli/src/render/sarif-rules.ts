import { effects, type LintReport } from "@atlas/lint";

/** A kind of finding, as code hosts list them. */
export interface SarifRule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string };
  readonly helpUri?: string;
}

/** The code of a finding; of one that has none, such as a rule of the project, what its report is called. */
export function ruleIdOf(code: string, title: string): string {
  if (code !== "") return code;
  const words = title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return words.replaceAll(/^-|-$/g, "") || "unnamed";
}

export function sarifRule(
  id: string,
  { text, description }: Pick<LintReport, "text" | "description">,
): SarifRule {
  const known = effects[id];
  const title = known?.title ?? (text === "" ? id : text);
  const whole = known?.effect ?? description ?? title;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: whole },
    help: { text: whole },
    ...(known && { helpUri: `https://atlasgo.io/lint/analyzers#${id}` }),
  };
}
