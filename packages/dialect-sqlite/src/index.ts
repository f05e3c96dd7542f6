export type * from "./table/model.ts";
export { type Scripted } from "./scripted.ts";
export { sqlite } from "./sqlite.ts";
