import type { AnalyzerOptions } from "./analyzer.ts";

/** What is said of one code; it wins over what is said of its analyzer. */
export interface CheckOptions {
  readonly error?: boolean;
  readonly skip?: boolean;
  /** `nolint` does not silence it. */
  readonly force?: boolean;
}

/** The part of a `lint` block that analysis looks at. */
export interface AnalysisSettings {
  /** By the names of analyzers. */
  readonly analyzers: Readonly<Record<string, AnalyzerOptions>>;
  /** By code: `PG301`. */
  readonly checks: Readonly<Record<string, CheckOptions>>;
}

export const noAnalysisSettings: AnalysisSettings = { analyzers: {}, checks: {} };
