import { join } from "node:path";
import { attachClient, type ControlPlaneClient } from "./client.ts";
import { findPrograms } from "./programs.ts";
import { startControlPlane } from "./start.ts";

/** Names the kubeconfig of the control plane that a whole test run shares. */
export const sharedControlPlaneVariable = "ATLAS_TEST_CONTROL_PLANE";

/** A control plane for one test file: disposing it leaves a shared one running. */
export interface TestControlPlane extends ControlPlaneClient, AsyncDisposable {}

/**
 * The control plane of this test run if its runner started one, else one of our own.
 *
 * Each test makes its own namespace. A test that stops the API server or compacts etcd needs a control
 * plane for itself: `startControlPlane()`.
 */
export async function useControlPlane(
  env: NodeJS.ProcessEnv = process.env,
): Promise<TestControlPlane | { readonly unavailable: string }> {
  const kubeconfig = env[sharedControlPlaneVariable];
  if (kubeconfig === undefined || kubeconfig === "") return await startControlPlane();
  const programs = await findPrograms(env);
  if (programs.unavailable !== undefined) return programs;
  const client = await attachClient(kubeconfig, join(programs.folder, "kubectl"));
  return { ...client, [Symbol.asyncDispose]: async () => {} };
}
