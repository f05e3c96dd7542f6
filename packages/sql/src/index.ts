export * from "./quote.ts";
export * from "./split.ts";
export * from "./tokens.ts";
