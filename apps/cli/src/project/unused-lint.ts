import { effects } from "@atlas/lint";
import type { LintSettings } from "@atlas/project";

/** Names what a `lint` block says to no effect, so that nobody relies on it. */
export function tellUnusedLint({ checks, unused = [] }: LintSettings, note: (message: string) => void): void {
  for (const text of unused) note(text);
  for (const code of Object.keys(checks))
    if (!effects[code])
      note(`check ${JSON.stringify(code)} of the lint block has no effect: no finding has that code`);
}
