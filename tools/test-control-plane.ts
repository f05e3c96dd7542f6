import { readFileSync } from "node:fs";
import {
  sharedControlPlaneVariable,
  startControlPlane,
} from "../packages/testing/src/control-plane/index.ts";

export interface EnsuredControlPlane extends AsyncDisposable {
  /** Why there is none; `undefined` when there is one, or when no test asks for it. */
  readonly missing: string | undefined;
}

/** Starts the control plane that all test files of a run share, if one of them uses it. */
export async function ensureControlPlane(files: readonly string[]): Promise<EnsuredControlPlane> {
  const none = (missing: string | undefined): EnsuredControlPlane => ({
    missing,
    [Symbol.asyncDispose]: async () => {},
  });
  if (!files.some((file) => readFileSync(file, "utf8").includes("useControlPlane"))) return none(undefined);
  const plane = await startControlPlane();
  if ("unavailable" in plane) return none(plane.unavailable);
  process.env[sharedControlPlaneVariable] = plane.kubeconfig;
  return { missing: undefined, [Symbol.asyncDispose]: () => plane[Symbol.asyncDispose]() };
}
