export { lintState, type StateDiagnostic, type StateRules, type StateStep } from "./lint-state.ts";
export { placesOf, type StateText, type TextRange } from "./places.ts";
