import type { MigrateSetReport } from "@atlas/workflows";
import type { Paint } from "./migrate-apply.ts";

/** What `migrate set` changed; empty: nothing. */
export function migrateSetText({ current, set, removed }: MigrateSetReport, paint: Paint): string {
  if (set.length + removed.length === 0) return "";
  const counts = [
    ...(set.length > 0 ? [`${set.length} set`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
  ].join(", ");
  const head =
    current === ""
      ? `All revisions deleted (${removed.length} in total):`
      : `Current version is ${paint("cyan", current)} (${counts}):`;
  const lines = [
    ...set.map((file) => ({ ...file, sign: paint("green", "+") })),
    ...removed.map((file) => ({ ...file, sign: paint("red", "-") })),
  ]
    .toSorted((a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : 0))
    .map(
      ({ sign, version, description }) =>
        `  ${sign} ${version}${description === "" ? "" : ` (${description})`}\n`,
    );
  return `${head}\n\n${lines.join("")}\n`;
}
