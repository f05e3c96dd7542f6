export { customResourceDefinitions } from "./crd/definition.ts";
export { crdFiles } from "./crd/files.ts";
export { type RunContext, runOperator } from "./run.ts";
export type { OperatorSettings } from "./settings.ts";
export { renderTable } from "./table.ts";
