export { applySchema } from "./apply.ts";
export { diffStates } from "./diff.ts";
export { hashState, inspectState, printHcl, printState } from "./inspect.ts";
export { queryDatabase } from "./query.ts";
export * from "./requests.ts";
export { resolveSources } from "./sources.ts";
export { readStats, type StatsResult } from "./stats.ts";
export { version } from "./version.ts";
export { ApplyError, fingerprintVersion } from "@atlas/engine";
