export * from "./store.ts";
export * from "./log.ts";
export * from "./clock.ts";
export * from "./access.ts";
export * from "./api-client.ts";
export * from "./api-path.ts";
export * from "./api-store.ts";
