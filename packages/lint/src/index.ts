export * from "./analyzer.ts";
export * from "./change.ts";
