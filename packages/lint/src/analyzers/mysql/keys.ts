import type { TableChange } from "../../change.ts";
import { quoted } from "../../text.ts";
import type { Alteration, Found } from "./alteration.ts";

/** MY131-MY135, MY137, MY144 and MY145: keys, indexes and checks. */
export function keyChanges(alteration: Alteration): readonly Found[] {
  return alteration.change.changes.flatMap((inner) => {
    const found = changeOf(inner, alteration);
    return found ? [found] : [];
  });
}

function changeOf(inner: TableChange, { change, checksForeignKeys }: Alteration): Found | undefined {
  const table = quoted(change.to.name);
  switch (inner.type) {
    case "add_foreign_key":
      if (!checksForeignKeys) return undefined;
      return {
        code: "MY131",
        text: `Adding foreign key ${quoted(inner.part.name)} requires a copy of table ${table} and blocks writes meanwhile`,
        fix: "Set foreign_key_checks to 0 around the statement, once it is known that all rows have their parents",
      };
    case "add_primary_key":
      return { code: "MY132", text: `Adding a primary key rewrites table ${table}` };
    case "drop_primary_key":
      return {
        code: "MY133",
        text: `Dropping the primary key requires a copy of table ${table}`,
        fix: "Drop the key and add another in one statement",
      };
    case "modify_primary_key":
      return { code: "MY137", text: `Redefining the primary key rewrites table ${table}` };
    case "add_index":
      return inner.part.type === "fulltext" || inner.part.type === "spatial"
        ? {
            code: inner.part.type === "fulltext" ? "MY134" : "MY135",
            text: `Adding ${inner.part.type.toUpperCase()} index ${quoted(inner.part.name)} blocks writes to table ${table}`,
          }
        : undefined;
    case "add_check":
      return inner.part.enforced
        ? {
            code: "MY144",
            text: `Adding CHECK constraint ${quoted(inner.part.name)} requires a copy of table ${table}`,
          }
        : undefined;
    case "modify_check":
      return inner.to.enforced
        ? {
            code: "MY145",
            text: `Modifying or enforcing CHECK constraint ${quoted(inner.to.name)} requires a copy of table ${table}`,
          }
        : undefined;
    default:
      return undefined;
  }
}
