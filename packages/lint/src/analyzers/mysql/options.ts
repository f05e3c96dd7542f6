import type { ModelAttributes } from "@atlas/core";
import { quoted } from "../../text.ts";
import type { Alteration, Found } from "./alteration.ts";

/** MY136, MY138, MY139 and MY146: what a table is as a whole. */
export function optionChanges({ change }: Alteration): readonly Found[] {
  const { from, to } = change;
  const table = quoted(to.name);
  const found: Found[] = [];
  if (isConversion(change))
    found.push({
      code: "MY136",
      text: `Converting table ${table} from character set "${from.attributes["charset"]}" to "${to.attributes["charset"]}" requires a copy of it`,
    });
  const [before, after] = [from.attributes["engine"], to.attributes["engine"]];
  if (before !== after)
    found.push({
      code: "MY138",
      text: `Changing the storage engine of table ${table} from "${before}" to "${after}" requires a copy of it`,
    });
  if (movesRows(from.attributes, to.attributes))
    found.push({
      code: "MY139",
      text: `Changing the partitioning of table ${table} moves its rows and blocks writes meanwhile`,
    });
  if (from.attributes["system_versioned"] === true && to.attributes["system_versioned"] !== true)
    found.push({
      code: "MY146",
      text: `Dropping system versioning deletes the history of table ${table} and rewrites it`,
    });
  return found;
}

/** `CONVERT TO CHARACTER SET`: the table has another character set now, and so has a column of it. */
export function isConversion({ from, to, changes }: Alteration["change"]): boolean {
  return (
    from.attributes["charset"] !== to.attributes["charset"] &&
    changes.some(
      (inner) =>
        inner.type === "modify_column" &&
        inner.from.charset !== undefined &&
        inner.to.charset !== undefined &&
        inner.from.charset !== inner.to.charset,
    )
  );
}

/** Partitions of ranges or lists that only come or go move no rows of others. */
function movesRows(from: ModelAttributes, to: ModelAttributes): boolean {
  for (const name of ["partition_by", "subpartition_by"]) if (from[name] !== to[name]) return true;
  const [before, after] = [partitionsOf(from), partitionsOf(to)];
  const gone = before.filter((text) => !after.includes(text));
  const fresh = after.filter((text) => !before.includes(text));
  if (gone.length === 0 && fresh.length === 0) return false;
  const isSpread = /\b(?:HASH|KEY)\b/.test(String(from["partition_by"]));
  return isSpread || (gone.length > 0 && fresh.length > 0);
}

function partitionsOf({ partitions }: ModelAttributes): readonly string[] {
  return partitions === undefined ? [] : String(partitions).split(/, (?=PARTITION `)/);
}
