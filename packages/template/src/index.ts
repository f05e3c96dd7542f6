export { CallError } from "./errors.ts";
export { sprintf } from "./fmt.ts";
export type { Limits } from "./limits.ts";
export { parseTemplate, type Template, type TemplateOptions } from "./template.ts";
export { Struct, type TemplateFunction } from "./values.ts";
