export * from "./control-plane/index.ts";
