import type { Dialect } from "@atlas/core";
import { testApplying } from "./applying.ts";
import { testFailures } from "./failures.ts";
import { testLocks } from "./locks.ts";
import { testNames } from "./names.ts";
import { testStates } from "./states.ts";
import type { ConformanceOptions } from "./support.ts";

/** The contract of a dialect and its driver, checked on real databases. Called inside a `describe`. */
export function testDialect(dialect: Dialect, options: ConformanceOptions): void {
  testStates(dialect, options);
  testNames(dialect, options);
  testLocks(options);
  testFailures(dialect, options);
  testApplying(dialect, options);
}
