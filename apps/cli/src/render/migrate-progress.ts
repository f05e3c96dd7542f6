import type { MigrateEvent } from "@atlas/workflows";
import type { Progress } from "./progress.ts";

/** Says how far a run of migration files is, and why it waits. */
export function migrateProgress(progress: Progress): (event: MigrateEvent) => void {
  let place = "";
  return (event) => {
    switch (event.type) {
      case "waiting_for_lock":
        return progress.onEvent(event);
      case "file_started":
        place = event.of === 1 ? "" : ` (file ${event.file} of ${event.of})`;
        return progress.say(`Running ${event.name}${place}`);
      case "statement_started":
        return event.of === 1
          ? undefined
          : progress.say(`Running ${event.name}, statement ${event.statement} of ${event.of}${place}`);
      case "statement_waits": {
        const holders = event.blockers.length === 0 ? "" : ` held by ${event.blockers.join(", ")}`;
        return progress.note(`${event.name} waits for a lock${holders}; the statement is tried again`);
      }
    }
  };
}
