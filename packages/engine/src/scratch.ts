import {
  AtlasError,
  type CallOptions,
  type Driver,
  isTransactional,
  type Plan,
  type SqlStatement,
} from "@atlas/core";

/** A dev database that is connected and may be used now. */
export interface Scratch {
  readonly driver: Driver;
  /** Made for this use alone: nobody minds what is left in it. */
  readonly isPrivate: boolean;
  /** Statements that belong to a clean one: run before each use, and gone with it. Default: none. */
  readonly baseline?: readonly SqlStatement[];
  /** Told when something is left in a private one, so that it is not used again. */
  readonly onLeftover?: () => void;
}

/**
 * Runs work on a dev database and leaves it as it was found.
 *
 * A given database is used inside one transaction that is rolled back, so that not even a killed process
 * leaves anything behind; `canRollBack` false says that the work has to commit: it is emptied afterwards.
 */
export async function onScratch<T>(
  scratch: Scratch,
  canRollBack: boolean,
  work: (driver: Driver) => Promise<T>,
  options: CallOptions,
): Promise<T> {
  const { driver } = scratch;
  await assertClean(driver, options);
  if (canRollBack && driver.dialect.features.transactionalDdl) {
    await driver.begin(options);
    try {
      await runBaseline(scratch, options);
      return await work(driver);
    } finally {
      await driver.rollback();
    }
  }
  try {
    await runBaseline(scratch, options);
    return await work(driver);
  } finally {
    // A database made for this use alone is thrown away as it is.
    if (scratch.isPrivate) scratch.onLeftover?.();
    else await driver.clean();
  }
}

async function runBaseline({ driver, baseline = [] }: Scratch, options: CallOptions): Promise<void> {
  if (baseline.length > 0) await driver.runScript(baseline, options);
}

/** @throws {AtlasError} `E_DEV_DIRTY` naming something that is there. */
export async function assertClean(driver: Driver, options: CallOptions): Promise<void> {
  const dirt = await driver.dirt(options);
  if (dirt === undefined) return;
  throw new AtlasError("E_DEV_DIRTY", `sql/migrate: connected database is not clean: ${dirt}`, {
    details: { dirt },
    hint: "Use an empty database as --dev-url; its content would be lost otherwise.",
  });
}

/** Whether one transaction can hold the whole plan. */
export function fitsOneTransaction(plan: Plan): boolean {
  return isTransactional(plan) && plan.steps.every((step) => !step.commitAfter);
}
