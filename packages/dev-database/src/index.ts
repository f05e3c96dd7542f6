export { createDevDatabases, type DevDatabasesOptions } from "./databases.ts";
export { openCacheDir, type CacheOptions } from "./cache-dir.ts";
export { buildFor, findBuilds, unpackedFolder, type FindOptions, type ServerBuild } from "./mysql/builds.ts";
export { flavourTitles, type Flavour } from "./mysql/flavour.ts";
export { startMysql, type MysqlOptions, type MysqlServer } from "./mysql/server.ts";
export { openMysqlSession, type MysqlSession } from "./mysql/session.ts";
export { installedMajors } from "./postgres/binaries.ts";
export { startPostgres, type PostgresOptions, type PostgresServer } from "./postgres/server.ts";
export type { DevDatabase, DevDatabaseRequest, DevDatabases } from "./types.ts";
