export { mysql, type MysqlObject } from "./dialect.ts";
export { type Flavour, type Server, serverOf } from "./flavour.ts";
