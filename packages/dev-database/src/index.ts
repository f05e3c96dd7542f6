export { createDevDatabases, type DevDatabasesOptions } from "./databases.ts";
export { installedMajors } from "./postgres/binaries.ts";
export { startPostgres, type PostgresOptions, type PostgresServer } from "./postgres/server.ts";
export type { DevDatabase, DevDatabaseRequest, DevDatabases } from "./types.ts";
