export { postgres, type PostgresObject } from "./dialect.ts";
export { type ConnectionSettings, parseSettings, type SslMode } from "./url.ts";
