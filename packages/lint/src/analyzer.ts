import type { Model, SqlSyntax, StatementNature, TableSize } from "@atlas/core";
import type { ModelChange } from "./change.ts";

/** One statement of an analysed file with what it changed. */
export interface LintStatement {
  /** Offset of its first character in the file's text, in UTF-16 units. */
  readonly start: number;
  readonly text: string;
  /** Arguments of `atlas:nolint` above it; empty: all. Absent: there is none. */
  readonly noLint?: readonly string[];
  /** Empty where it changed no schema. */
  readonly changes: readonly ModelChange[];
  /** Before and after it. */
  readonly from: Model;
  readonly to: Model;
}

/** A file under analysis: a migration file, or the statements of a plan. */
export interface LintFile {
  readonly name: string;
  readonly version: string;
  readonly text: string;
  /** Arguments of `atlas:nolint` in its header; empty: all. */
  readonly noLint?: readonly string[];
  readonly txMode?: "none" | "file";
  /** Header lines may be added: it is a file of Atlas' own format, and no archive yet. */
  readonly isPlain: boolean;
  readonly statements: readonly LintStatement[];
  /** Pre-migration checks: the codes that each stands for, by its own word, and its statement. */
  readonly checks: readonly { readonly asserts: readonly string[]; readonly statement: string }[];
  /** Of a checkpoint: changes that would still lead from what it makes to what the files before it make. Default: none. */
  readonly remaining?: readonly string[];
  /** Before the first statement and after the last. */
  readonly from: Model;
  readonly to: Model;
}

/** What an analyzer knows besides the file. */
export interface LintContext {
  /** Name of the dialect: `postgres`, `mysql`, `sqlite`. */
  readonly dialect: string;
  /** What its server calls itself: `mysql`, `mariadb`, `tidb`, `postgres`, `sqlite`. */
  readonly family: string;
  /** The server's version text. */
  readonly version: string;
  readonly syntax: SqlSyntax;
  /** How a statement stands to transactions. Absent: nobody can tell. */
  readonly natureOf?: ((statement: string) => StatementNature) | undefined;
  /** The settings of this analyzer. */
  readonly options: AnalyzerOptions;
  /** Present sizes of tables where a live database is at hand. Default: unknown. */
  readonly sizes?: readonly TableSize[];
}

/** As a `lint` block says it; what is absent is the analyzer's own default. */
export interface AnalyzerOptions {
  readonly error?: boolean;
  readonly force?: boolean;
  readonly flags: Readonly<Record<string, boolean>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly patterns: readonly {
    readonly type: string;
    readonly name?: string | undefined;
    readonly match?: string | undefined;
    readonly message?: string | undefined;
  }[];
}

/** A text edit of whole lines, from 1. */
export interface TextEdit {
  readonly line: number;
  readonly end: number;
  readonly newText: string;
}

export interface SuggestedFix {
  readonly message: string;
  readonly edit?: TextEdit;
}

/** What an analyzer says of one statement. */
export interface Diagnostic {
  /** Offset in the file's text, in UTF-16 units. */
  readonly start: number;
  readonly text: string;
  /** Such as `DS103`; empty: none. */
  readonly code: string;
  readonly fixes: readonly SuggestedFix[];
}

/** One for each analyzer that found something in a file. */
export interface LintReport {
  readonly text: string;
  readonly description?: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly fixes: readonly SuggestedFix[];
  /** What is found fails the run unless its settings say otherwise; a function where only some of it does. */
  readonly fails?: (diagnostics: readonly Diagnostic[]) => boolean;
  /** It did fail the run: set by who runs analyzers. */
  readonly failed?: boolean;
}

/** One analyzer: one file. */
export interface Analyzer {
  /** As `lint` blocks and `nolint` call it: `destructive`; empty: nobody can name it. */
  readonly name: string;
  /** Every code it can say, for documentation and tests. */
  readonly codes: readonly string[];
  /** Whether its findings fail a run by default. */
  readonly isError: boolean;
  /** Runs only where a `lint` block names it. Default: `false`. */
  readonly isOptIn?: boolean;
  /** Dialects it speaks of. Default: all. */
  readonly dialects?: readonly string[];
  analyze(file: LintFile, context: LintContext): readonly LintReport[];
}
