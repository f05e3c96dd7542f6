/** Targets that are worked on together. */
export interface RolloutGroup {
  readonly name: string;
  /** Indexes of targets, in the order in which they are started. */
  readonly targets: readonly number[];
  /** How many targets at once. */
  readonly parallel: number;
  /** `FAIL`: the first failure starts no other target of the group, and no group that depends on it. */
  readonly onError: "FAIL" | "CONTINUE";
  /** Groups that must have ended well before. */
  readonly dependsOn: readonly string[];
}

/**
 * Works on all targets of all groups: group after group in their order, each once the groups it depends on have
 * ended.
 *
 * @param run - works on one target, and says whether it went well; never throws.
 * @returns the targets that were not started, in their order.
 */
export async function runRollout(
  groups: readonly RolloutGroup[],
  run: (target: number) => Promise<boolean>,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const waiting = [...groups];
  const ended = new Map<string, boolean>();
  const left: number[] = [];
  while (true) {
    const next = waiting.findIndex(({ dependsOn }) => dependsOn.every((name) => ended.has(name)));
    const [group] = next < 0 ? [] : waiting.splice(next, 1);
    if (!group) break;
    const isBlocked = group.dependsOn.some((name) => ended.get(name) === false);
    const outcome =
      isBlocked || signal.aborted ? { left: group.targets, ok: false } : await runGroup(group, run, signal);
    left.push(...outcome.left);
    ended.set(group.name, outcome.ok);
  }
  // Only groups that wait for each other are still there.
  left.push(...waiting.flatMap(({ targets }) => targets));
  return left.toSorted((a, b) => a - b);
}

async function runGroup(
  { targets, parallel, onError }: RolloutGroup,
  run: (target: number) => Promise<boolean>,
  signal: AbortSignal,
): Promise<{ readonly left: readonly number[]; readonly ok: boolean }> {
  const queue = [...targets];
  let isStopped = false;
  const worker = async (): Promise<void> => {
    while (!isStopped && !signal.aborted) {
      const target = queue.shift();
      if (target === undefined) return;
      const isOk = await run(target);
      if (!isOk && onError === "FAIL") isStopped = true;
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, targets.length) }, worker));
  return { left: queue, ok: !isStopped && !signal.aborted };
}

/** All targets as one group. */
export function oneGroup(count: number, parallel: number): readonly RolloutGroup[] {
  const targets = Array.from({ length: count }, (_, index) => index);
  return [{ name: "all", targets, parallel, onError: "FAIL", dependsOn: [] }];
}
