import type { Mode, Place, Secret, VariableInput } from "@atlas/core";
import type { DiffSettings } from "./policies/diff.ts";
import type { LintSettings } from "./policies/lint.ts";
import type { CheckSettings, HookSettings } from "./policies/check.ts";
import type { TestSettings } from "./policies/test.ts";

/** A dev database as a project file names it. */
export interface DevSetting {
  readonly url: Secret<string>;
  /** SQL that is part of the clean dev database: run before it is used, never compared. */
  readonly baseline: BaselineText | undefined;
}

export interface BaselineText {
  readonly name: string;
  readonly text: string;
}

/** Classes of objects that are managed, from `schema.mode`; absent members: not said. */
export type ModeSettings = Mode & {
  readonly sensitive?: "ALLOW" | "DENY";
};

export interface RepoSettings {
  readonly name: string | undefined;
  readonly url: string | undefined;
}

export const dirFormats = ["atlas", "golang-migrate", "goose", "flyway", "liquibase", "dbmate"] as const;
export const execOrders = ["linear", "linear-skip", "non-linear"] as const;
export const txModes = ["file", "all", "none"] as const;

export interface MigrationSettings {
  /** URL, with the format as its parameter where one was given. */
  readonly dir: string | undefined;
  readonly format: (typeof dirFormats)[number] | undefined;
  readonly baseline: string | undefined;
  readonly execOrder: (typeof execOrders)[number] | undefined;
  readonly lockTimeoutMs: number | undefined;
  readonly lockName: string | undefined;
  readonly skipLock: boolean;
  readonly revisionsSchema: string | undefined;
  readonly exclude: readonly string[];
  readonly repo: RepoSettings | undefined;
  readonly toVersion: string | undefined;
  readonly txMode: (typeof txModes)[number] | undefined;
}

/** Templates by command: `schema.apply`, `migrate.lint`. */
export type FormatSettings = Readonly<Partial<Record<FormatKey, string>>>;

export const formatKeys = {
  migrate: ["apply", "down", "lint", "status", "diff", "drift"],
  schema: ["inspect", "apply", "diff", "clean", "push"],
} as const;
export type FormatKey = {
  [Group in keyof typeof formatKeys]: `${Group}.${(typeof formatKeys)[Group][number]}`;
}[keyof typeof formatKeys];

/** Which deployment an environment takes part in, with the values its groups look at. */
export interface RolloutSettings {
  readonly deployment: string;
  readonly place: Place;
}

/** One environment, after `for_each`. */
export interface ProjectEnv {
  /** What `--env` selects. */
  readonly name: string;
  /** What tells instances of one block apart, such as `each.value`; `undefined`: there is one instance. */
  readonly instance: string | undefined;
  readonly place: Place;
  readonly url: Secret<string> | undefined;
  readonly dev: DevSetting | undefined;
  readonly src: readonly string[];
  readonly schemas: readonly string[];
  readonly exclude: readonly string[];
  readonly include: readonly string[];
  readonly mode: ModeSettings;
  readonly repo: RepoSettings | undefined;
  readonly migration: MigrationSettings;
  readonly format: FormatSettings;
  readonly diff: DiffSettings;
  readonly lint: LintSettings;
  readonly test: TestSettings;
  readonly checks: readonly CheckSettings[];
  readonly hooks: readonly HookSettings[];
  readonly rollout: RolloutSettings | undefined;
  /** All other attributes: values of HCL schema variables, and what `env://name` stands for. */
  readonly attributes: Readonly<Record<string, VariableInput>>;
  /** What `env://…` stands for, by path: `url`, `schema.src`, an attribute of one's own. */
  readonly urls: Readonly<Record<string, readonly string[]>>;
}

/** What a `mem://` URL stands for. */
export type NamedSource =
  | { readonly kind: "sql"; readonly files: readonly SourceFile[] }
  | {
      readonly kind: "hcl";
      /** Files, or folders of them. */
      readonly paths: readonly string[];
      readonly variables: Readonly<Record<string, VariableInput>>;
    }
  | { readonly kind: "composite"; readonly parts: readonly CompositePart[] }
  /** A directory of migrations in memory. */
  | { readonly kind: "directory"; readonly folder: string; readonly files: readonly SourceFile[] };

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

export interface CompositePart {
  /** The schema it is loaded into; `undefined`: it names its schemas itself. */
  readonly schema: string | undefined;
  readonly url: string;
  readonly place: Place;
}
