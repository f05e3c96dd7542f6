import type { CallOptions, Driver, MigrationSupport } from "@atlas/core";
import type { ParsedFile } from "./directory.ts";

/**
 * How statements of files run on this database: one that writes to a table that no transaction holds (MyISAM) stands
 * for itself, whatever it says. Asks the database only where a file writes rows, in one round trip.
 */
export async function withUntransactional(
  driver: Driver,
  migrations: MigrationSupport,
  files: readonly ParsedFile[],
  options?: CallOptions,
): Promise<MigrationSupport> {
  const { untransactional } = migrations;
  const texts = files.flatMap(({ statements }) => statements.map(({ text }) => text));
  if (!untransactional || !texts.some((text) => untransactional.writes(text))) return migrations;
  const answer = await driver.query?.(untransactional.query, [], options);
  const made = texts.flatMap((text) => untransactional.madeBy(text) ?? []);
  const tables = new Set([...made, ...(answer?.rows ?? []).map(([name]) => String(name).toLowerCase())]);
  if (tables.size === 0) return migrations;
  return {
    ...migrations,
    natureOf: (statement) => {
      const nature = migrations.natureOf(statement);
      return nature === "transactional" && untransactional.touches(statement, tables) ? "alone" : nature;
    },
  };
}
