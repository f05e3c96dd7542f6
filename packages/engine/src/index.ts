export { ApplyError, type ApplyOptions, applyPlan } from "./apply.ts";
export { type CacheKey, fileCache, type StateCache } from "./cache.ts";
export { type ContentStore, contentStore } from "./content-store.ts";
export { describeChanges, type Difference, diffKind, diffStates, type ObjectChanges } from "./diff.ts";
export { canonical, fingerprint, fingerprintVersion, stateHash } from "./fingerprint.ts";
export { normalize, type Script, withScript } from "./normalize.ts";
export { CircleError } from "./order.ts";
export {
  makePlan,
  type ObjectScript,
  type PlanOptions,
  printObjects,
  printPlan,
  printSteps,
} from "./plan.ts";
export { type Proof, provePlan } from "./prove.ts";
export { type RenameOptions, type SettledRenames, settleRenames } from "./renames.ts";
export { assertClean, onScratch, type Scratch } from "./scratch.ts";
export { surroundings } from "./subset.ts";
export { assertFitsOneByOne } from "./suspensions.ts";
