import type { RenameHint } from "@atlas/core";
import type { BlockReader } from "./reading.ts";

/** Blocks inside of a table that may have had another name, by what a hint calls them. */
const parts: Readonly<Record<string, RenameHint["kind"]>> = {
  column: "column",
  index: "index",
  primary_key: "constraint",
  foreign_key: "constraint",
  check: "constraint",
  unique: "constraint",
  exclude: "constraint",
};

/** What the attributes `renamed_from` of a table and its parts say. */
export function renameHintsOf(table: BlockReader): readonly RenameHint[] {
  const schema = table.schema();
  const place = schema === "" ? {} : { schema };
  const from = table.text("renamed_from");
  return [
    ...(from === undefined ? [] : [{ kind: "table" as const, ...place, name: table.name, from }]),
    ...Object.entries(parts).flatMap(([type, kind]) =>
      table.blockTypes.includes(type)
        ? table.blocks(type).flatMap((part): readonly RenameHint[] => {
            const old = part.text("renamed_from");
            return old === undefined
              ? []
              : [{ kind, ...place, table: table.name, name: part.name, from: old }];
          })
        : [],
    ),
  ];
}
