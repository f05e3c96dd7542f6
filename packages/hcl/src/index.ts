export { format } from "./format.ts";
export { parse, parseExpressionText } from "./parse.ts";
export type * from "./syntax.ts";
