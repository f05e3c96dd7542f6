import { createHash } from "node:crypto";

/**
 * What a code host knows a finding by from one run to the next, so that it is not told anew when lines above it change.
 *
 * @param traces - of all findings of a run, in their order; those of equal ones are numbered.
 */
export function fingerprints(
  traces: readonly string[],
): readonly { readonly primaryLocationLineHash: string }[] {
  const seen = new Map<string, number>();
  return traces.map((trace) => {
    const number = (seen.get(trace) ?? 0) + 1;
    seen.set(trace, number);
    const hash = createHash("sha256").update(trace).digest("hex").slice(0, 16);
    return { primaryLocationLineHash: `${hash}:${number}` };
  });
}
