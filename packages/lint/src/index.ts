export * from "./analyze.ts";
export * from "./analyzer.ts";
export { analyzers } from "./analyzers.ts";
export * from "./change.ts";
export { type Effect, effects } from "./effects.ts";
export * from "./lines.ts";
export { diffModels } from "./model-diff.ts";
export * from "./report.ts";
export * from "./settings.ts";
