export { rulesAnalyzer } from "./analyzer.ts";
export { type RuleFinding, stateFindings } from "./findings.ts";
export { readRules, type Rule, type RuleSet } from "./rule-set.ts";
export type { SubjectPath } from "./subjects.ts";
