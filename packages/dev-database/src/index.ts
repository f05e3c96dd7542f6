export { createDevDatabases, type DevDatabasesOptions } from "./databases.ts";
export { installedMajors } from "./binaries.ts";
export { startPostgres, type PostgresOptions, type PostgresServer } from "./server.ts";
export type { DevDatabase, DevDatabaseRequest, DevDatabases } from "./types.ts";
