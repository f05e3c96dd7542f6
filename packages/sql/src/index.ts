export * from "./quote.ts";
export * from "./rename-hints.ts";
export * from "./revision-values.ts";
export * from "./scanner/scan.ts";
export * from "./shown.ts";
export * from "./split.ts";
export * from "./tokens.ts";
