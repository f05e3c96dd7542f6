export type * from "./kinds/table/model.ts";
export { type Scripted } from "./kinds/scripted.ts";
export { sqlite } from "./sqlite.ts";
