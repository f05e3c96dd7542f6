export * from "./directory.ts";
export * from "./executor.ts";
export * from "./pending.ts";
export * from "./report.ts";
export { identifierVersion, Revisions, type RevisionsOptions } from "./revisions.ts";
export * from "./tx-mode.ts";
