import { AtlasError } from "@atlas/core";

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * A duration such as `10m`, `1h30m` or `0`, in milliseconds.
 *
 * @throws {AtlasError} `E_FLAG` naming what it is for.
 */
export function parseDuration(text: string, name: string): number {
  if (text === "0") return 0;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    throw new AtlasError("E_FLAG", `invalid duration "${text}" for ${name}`, {
      hint: "Write it like 10m, 90s or 1h30m; 0 turns it off.",
    });
  }
  return parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (unitMs[unit] ?? 0), 0);
}
