import { quoted } from "../../text.ts";
import type { Found, TableAt } from "./blocking-changes.ts";

/** PG307, PG311, PG314 and PG320: what a table itself is, by the names of the attributes that changed. */
export function tableFindings(names: readonly string[], { from, to }: TableAt): readonly Found[] {
  const table = quoted(to.name);
  const found: Found[] = [];
  const say = (code: string, text: string): unknown => found.push({ code, text, fixes: [] });
  const text = (name: string): string => String(to.attributes[name] ?? "");
  for (const name of names) {
    // A partitioned table has no rows of its own to write.
    if (name === "unlogged" && !to.isPartitioned)
      say("PG307", `Changing the persistence of table ${table} requires a table rewrite`);
    if (name === "access_method" && !to.isPartitioned)
      say(
        "PG311",
        `Changing the access method of table ${table} from ${quoted(String(from.attributes[name] ?? ""))} to ${quoted(text(name))} requires a table rewrite`,
      );
    if (name === "replica_identity" && text(name) === "full")
      say(
        "PG314",
        `Setting REPLICA IDENTITY FULL on table ${table} logs the whole old row of each update and delete, and lets subscribers search for it without an index`,
      );
    if (name === "replica_identity" && text(name) === "nothing")
      say(
        "PG314",
        `Setting REPLICA IDENTITY NOTHING on table ${table} makes updates and deletes fail where the table is published`,
      );
    if (/^(?:toast\.)?autovacuum_enabled$/.test(name) && to.attributes[name] === false)
      say("PG320", `Disabling autovacuum on table ${table} lets dead rows pile up until somebody vacuums it`);
  }
  return found;
}
