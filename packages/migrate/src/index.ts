export { assertNoConflict } from "./conflicts.ts";
export * from "./directives.ts";
export * from "./directory.ts";
export * from "./folder.ts";
export { type FilePlan, genericScan, type NewFile, type WrittenChange } from "./formats/format.ts";
export { formatName } from "./formats/index.ts";
export * from "./read.ts";
export * from "./sum.ts";
export * from "./url.ts";
