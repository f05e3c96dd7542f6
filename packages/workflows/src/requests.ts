import type {
  Advice,
  Dialect,
  Mode,
  Plan,
  Policy,
  Rename,
  Report,
  Secret,
  SkippedChange,
  SourceText,
  State,
  TableSize,
  UnmanagedInPlan,
  VariableInput,
} from "@atlas/core";
import type { DevDatabases } from "@atlas/dev-database";
import type { Directory } from "@atlas/migrate";

/** What an app hands to every workflow. */
export interface WorkflowDeps {
  readonly dialects: readonly Dialect[];
  readonly devDatabases: DevDatabases;
  /** Folder of the content-addressed cache of normalized states; `undefined`: no cache. Safe to delete. */
  readonly cacheDir: string | undefined;
  /** What tells this program from others that write to the cache. Default: the hash of its source, where it is bundled. */
  readonly build?: string | undefined;
}

export interface CallContext {
  readonly signal: AbortSignal;
  /** Told what goes on while it goes on. Default: nobody listens. */
  readonly onEvent?: (event: WorkflowEvent) => void;
  /**
   * Asked whether something that goes and something that comes are the same under another name. Default: they
   * are not, unless the desired state says so.
   */
  readonly onRename?: (rename: Rename) => Promise<boolean>;
}

export type WorkflowEvent =
  /** A longer phase begins: for progress lines. */
  | { readonly type: "phase"; readonly phase: Phase }
  /** Something a person should know and that stops nothing. */
  | { readonly type: "notice"; readonly notice: Notice }
  | { readonly type: "step_started"; readonly step: number; readonly of: number }
  | { readonly type: "step_finished"; readonly step: number; readonly durationMs: number }
  | { readonly type: "waiting_for_lock"; readonly holder: string | undefined };

export type Phase =
  | "connect"
  | "read_target"
  | "start_dev_database"
  | "read_desired"
  | "replay"
  | "plan"
  | "prove"
  | "apply"
  | "verify";

export interface Notice {
  readonly code:
    | "N_DEV_VERSION"
    | "N_NOT_PROVEN"
    | "N_UNMANAGED"
    | "N_RENAME"
    | "N_SKIPPED"
    | "N_ROLLED_BACK"
    | "N_BLOCKING"
    | "N_NO_SCHEMA"
    | "N_OF_SERVER";
  readonly message: string;
}

/** One side of a comparison is a list of these: one URL, or the SQL texts that make it up, in order. */
export type StateSource =
  | { readonly type: "url"; readonly url: Secret<string> }
  /** Of SQL unless it says otherwise. */
  | {
      readonly type: "text";
      readonly name: string;
      readonly text: string;
      readonly language?: "sql" | "hcl";
      /** The schema that it is loaded into; it is created where it is missing. Default: that of the connection. */
      readonly schema?: string;
      /** Texts in HCL of one part are read together; parts are loaded one after the other. Default: 0. */
      readonly part?: number;
      /** Input variables of HCL. Default: those of the selection. */
      readonly variables?: Readonly<Record<string, VariableInput>>;
    }
  /** What the files of a migration directory lead to on a dev database, up to its version. */
  | { readonly type: "migrations"; readonly directory: Directory }
  /** Nothing at all: what a database is cleaned to. */
  | { readonly type: "empty" };

export interface Selection {
  readonly schemas: readonly string[];
  readonly exclude: readonly string[];
  /** Only what these patterns name; `exclude` wins over it. Default: everything. */
  readonly include?: readonly string[];
  /** Classes of objects that are managed; others are left out, compared all the same, and named where they differ. Default: `defaultMode`. */
  readonly mode?: Mode;
  /** Input variables of schemas in HCL. Default: none. */
  readonly variables?: Readonly<Record<string, VariableInput>>;
  /** SQL that belongs to a clean dev database: run before it is used. What it makes is not compared. */
  readonly baseline?: SourceText | undefined;
  /** Keys (`refKey`) of objects that are not compared: those of the baseline. */
  readonly hidden?: ReadonlySet<string>;
}

export interface InspectRequest extends Selection {
  /** One URL, or the texts of one SQL file or folder. */
  readonly sources: readonly StateSource[];
  readonly devUrl?: Secret<string> | undefined;
}

/** A state that was read, with how its source would be shown. */
export interface InspectResult {
  readonly state: State;
  readonly dialect: Dialect;
  /** With the password as `xxxxx`; the file URL or name for texts. */
  readonly redactedUrl: string;
  /** What the state lacks as its class of objects is not managed, by what it is on. */
  readonly leftOut: readonly UnmanagedInPlan[];
}

export interface DiffRequest extends Selection {
  readonly from: readonly StateSource[];
  readonly to: readonly StateSource[];
  readonly devUrl?: Secret<string> | undefined;
  readonly policy: Policy;
  readonly indent: string;
}

export interface DiffResult {
  readonly plan: Plan;
  /** The same plan with its statements laid out otherwise. */
  readonly planWith: (indent: string) => Plan;
  readonly from: State;
  readonly to: State;
  readonly dialect: Dialect;
}

export type TxMode = "file" | "all" | "none";

export interface ApplyRequest extends Selection {
  readonly url: Secret<string>;
  readonly to: readonly StateSource[];
  readonly devUrl?: Secret<string> | undefined;
  readonly policy: Policy;
  readonly indent: string;
  readonly txMode: TxMode;
  /** Plans and does not apply. */
  readonly dryRun: boolean;
  /** Lets somebody change the statements of the plan; what comes back must lead to the desired state. */
  readonly edit?: (statements: string) => Promise<string>;
  /** How long to wait for the lock that keeps runs apart, in milliseconds. Default 10 000. */
  readonly lockTimeoutMs: number;
  /** Name of that lock. Default `atlas_schema_apply`. */
  readonly lockName?: string | undefined;
  /** Takes no lock: somebody else keeps runs apart. Default: `false`. */
  readonly skipLock?: boolean | undefined;
}

/** Everything a person or a policy needs to say yes or no. */
export interface Proposal {
  readonly plan: Plan;
  /** What reports call the family of the database: `postgres`, `mariadb`. */
  readonly driver: string;
  /** As `ApplyResult.desiredFingerprint`. */
  readonly desiredFingerprint: () => string;
  readonly sizes: readonly TableSize[];
  /** What would hold others up for long on a large table, and what avoids it. */
  readonly advice: readonly Advice[];
  readonly dialect: Dialect;
  /** What the plan leads from and to, for those who analyse it (`analyzePlan`). */
  readonly from: State;
  readonly to: State;
  /** Whether the plan was run on a scratch database and led to the desired state; else why not. */
  readonly proof: { readonly proven: true } | { readonly proven: false; readonly reason: string };
}

export type Verdict =
  | { readonly verdict: "approved" }
  | { readonly verdict: "aborted" }
  | { readonly verdict: "rejected"; readonly reason: string };

export interface ApplyResult {
  readonly outcome: "synced" | "planned" | "applied" | "aborted" | "rejected";
  readonly proposal: Proposal;
  /** Present when something was applied. */
  readonly report?: Report;
  /** Why a policy said no. */
  readonly reason?: string;
  readonly redactedUrl: string;
  readonly dialect: Dialect;
  /**
   * Hash of the desired state (`hashState`): equal as long as the desired state means the same. Who asks for it first
   * waits for the state to be printed.
   */
  readonly desiredFingerprint: () => string;
  readonly skipped: readonly SkippedChange[];
  readonly unmanaged: readonly UnmanagedInPlan[];
  readonly startedAt: Date;
  readonly endedAt: Date;
}
