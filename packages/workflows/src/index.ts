export { applySchema } from "./apply.ts";
export { diffStates } from "./diff.ts";
export { hashState, inspectState, printHcl, printState, printStateObjects } from "./inspect.ts";
export { applyMigrations, MigrateError } from "./migrate/apply.ts";
export { analyzePlan, type PlanLintOptions } from "./lint-plan.ts";
export * from "./plan-review.ts";
export { lintDirectory, type LintRequest, type LintResult } from "./migrate/lint.ts";
export type { Detector } from "./migrate/lint-detect.ts";
export * from "./migrate/reports.ts";
export * from "./migrate/requests.ts";
export { makeCheckpoint } from "./migrate/checkpoint.ts";
export { diffDirectory, type MigrateDiffResult } from "./migrate/diff.ts";
export { isFree, plannedFiles } from "./migrate/planned-files.ts";
export { type MigrateDownRequest, revertMigrations } from "./migrate/down.ts";
export { type MigrateDriftRequest, migrationDrift } from "./migrate/drift.ts";
export { MigrateDownError } from "./migrate/down-error.ts";
export { fromLastCheckpoint, replayedState, type ReplayRequest, withReplayed } from "./migrate/replay.ts";
export { setVersion } from "./migrate/set.ts";
export { migrationStatus } from "./migrate/status.ts";
export { validateDirectory } from "./migrate/validate.ts";
export { queryDatabase } from "./query.ts";
export { renameQuestion } from "./renames.ts";
export * from "./requests.ts";
export { oneGroup, type RolloutGroup, runRollout } from "./rollout.ts";
export {
  lintSchema,
  type PlacedDiagnostic,
  type SchemaLintResult,
  type SchemaLintStep,
} from "./schema-lint.ts";
export { SharedWork } from "./shared-work.ts";
export { resolveSources } from "./sources.ts";
export { readStats, type StatsResult } from "./stats.ts";
export { version } from "./version.ts";
export type { ObjectScript } from "@atlas/engine";
export { ApplyError, fingerprintVersion } from "@atlas/engine";
