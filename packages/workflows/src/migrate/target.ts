import { AtlasError, type Dialect, type Driver, type MigrationSupport } from "@atlas/core";
import type { MigrationFile } from "@atlas/migrate";
import type { Target } from "../dialects.ts";
import type { FileName, MigrateTarget } from "./reports.ts";
import type { MigrationsRequest } from "./requests.ts";

/** @throws {AtlasError} `E_MIGRATE` for a family that migration files do not run on. */
export function supportOf(dialect: Dialect): MigrationSupport {
  if (dialect.migrations) return dialect.migrations;
  throw new AtlasError("E_MIGRATE", `migration files do not run on ${dialect.name} in this version`, {
    hint: "Use a database of another family.",
  });
}

/** Where files run, as reports tell it. */
export function describeTarget(
  driver: Driver,
  target: Target,
  { directory }: MigrationsRequest,
): MigrateTarget {
  const { dialect, url } = target;
  return {
    driver: dialect.release?.(driver.version).driver ?? dialect.name,
    redactedUrl: url.redacted,
    bound: url.bound,
    dir: directory.path,
  };
}

export function nameOf({ name, version, description }: MigrationFile): FileName {
  return { name, version, description };
}
