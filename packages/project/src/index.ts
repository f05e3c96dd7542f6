export type { ProjectText } from "./locate.ts";
export { resolveEnvUrl } from "./env.ts";
export type { CloudSettings, GlobalSettings } from "./global.ts";
export * from "./host.ts";
export { nodeHost, type NodeHostOptions } from "./host-node.ts";
export type { CheckRule, CheckSettings, HookSettings } from "./policies/check.ts";
export type { DiffSettings, ThresholdSettings } from "./policies/diff.ts";
export type { AnalyzerSettings, LintSettings, PatternSettings, RuleSettings } from "./policies/lint.ts";
export type { OwnershipRule, OwnershipSettings } from "./policies/ownership.ts";
export type { TestFiles, TestSettings } from "./policies/test.ts";
export { loadProject, type Project, type ProjectRequest } from "./project.ts";
export type { RolloutGroup } from "./rollout.ts";
export type {
  BaselineText,
  CompositePart,
  DevSetting,
  FormatKey,
  FormatSettings,
  MigrationSettings,
  ModeSettings,
  NamedSource,
  ProjectEnv,
  RepoSettings,
  SourceFile,
} from "./settings.ts";
