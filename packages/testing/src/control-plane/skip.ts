/**
 * What `describe` takes as `skip`: why there is no control plane, or false.
 *
 * @throws {Error} when `CI=true`: there the tests must run.
 */
export function skipWithout(
  plane: { readonly unavailable?: string | undefined },
  env: NodeJS.ProcessEnv = process.env,
): string | false {
  if (plane.unavailable === undefined) return false;
  const reason = `no control plane: ${plane.unavailable}`;
  if (env["CI"] === "true") throw new Error(reason);
  return reason;
}
