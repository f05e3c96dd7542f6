import type { ProjectEnv } from "@atlas/project";
import type { LockRequest } from "@atlas/workflows";
import { optionalDurationFlag, switchFlag, textFlag, type Values } from "../../flags.ts";

/** How long a run waits for another one where nobody says, in milliseconds. */
export const defaultLockTimeoutMs = 10_000;

/** Flags of commands that keep other runs out. */
export const lockFlags = {
  "lock-timeout": optionalDurationFlag("How long to wait for another run on this database", {
    value: "duration",
    default: "10s",
  }),
  "lock-name": textFlag("Name of the lock that keeps runs apart (default atlas_migrate_execute)", {
    value: "name",
  }),
  "skip-lock": switchFlag("Take no lock: something else keeps runs apart"),
};

/** What an environment says of the lock where flags are silent. */
export function lockDefaults(env: ProjectEnv | undefined) {
  return { "lock-timeout": env?.migration.lockTimeoutMs, "lock-name": env?.migration.lockName };
}

/** @param values - flags, with what the environment says instead. */
export function lockRequest(values: Values<typeof lockFlags>, env: ProjectEnv | undefined): LockRequest {
  return {
    // An empty flag says as much as none.
    name: values["lock-name"] || undefined,
    timeoutMs: values["lock-timeout"] ?? defaultLockTimeoutMs,
    skip: values["skip-lock"] || env?.migration.skipLock === true,
  };
}
