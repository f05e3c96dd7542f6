import { type Action, asAtlasError, AtlasError, type Driver, type SequenceOptions } from "@atlas/core";

/** One thing that a run does; a text may be made only when it is needed, with the time of then. */
export type Deed =
  | { readonly do: "begin" | "commit" }
  | { readonly do: "run"; readonly sql: () => string; readonly printed?: true };

/** What went wrong, and which of the deeds it was. */
export class DeedFailure extends Error {
  override readonly name = "DeedFailure";
  readonly reason: AtlasError;
  readonly index: number;

  constructor(reason: AtlasError, index: number) {
    super(reason.message, { cause: reason });
    this.reason = reason;
    this.index = index;
  }
}

/**
 * Does one thing after another, in as few round trips as the driver can.
 *
 * @throws {DeedFailure} for the first that failed; what comes after it has no effect.
 */
export async function perform(
  driver: Driver,
  deeds: readonly Deed[],
  options: SequenceOptions,
): Promise<void> {
  if (!driver.sequence) return oneByOne(driver, deeds, options);
  const actions = deeds.map((deed): Action =>
    deed.do === "run"
      ? { do: "run", sql: deed.sql(), ...(deed.printed && { printed: deed.printed }) }
      : { do: deed.do },
  );
  try {
    await driver.sequence(actions, options);
  } catch (error) {
    const reason = asAtlasError(error);
    const { index } = reason.details;
    throw new DeedFailure(reason, typeof index === "number" ? index : 0);
  }
}

async function oneByOne(driver: Driver, deeds: readonly Deed[], options: SequenceOptions): Promise<void> {
  for (const [index, deed] of deeds.entries()) {
    options.onStart?.(index);
    const started = performance.now();
    try {
      if (deed.do === "begin") await driver.begin({ signal: options.signal });
      else if (deed.do === "commit") await driver.commit();
      else if (deed.do === "run") await driver.execute(deed.sql(), options);
    } catch (error) {
      throw new DeedFailure(asAtlasError(error), index);
    }
    options.onEnd?.(index, performance.now() - started);
  }
}
