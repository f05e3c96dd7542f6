import { byBytes, namedFile } from "../file.ts";
import { type DirectoryFormat, downText, fileWithUndo, upText } from "./format.ts";

/** `1_users.up.sql`, and `1_users.down.sql` to take it back. */
export const golangMigrate: DirectoryFormat = {
  name: "golang-migrate",
  isRecursive: false,
  list: (names) => {
    const all = new Set(names);
    return byBytes(
      names
        .filter((name) => name.endsWith(".up.sql"))
        .map((name) => {
          const named = namedFile(name);
          const undo = name.replace(/\.up\.sql$/, ".down.sql");
          // A file without a description keeps `.up` in its version, which revisions were recorded by.
          return {
            ...named,
            description: named.description.replace(/\.up$/, ""),
            ...(all.has(undo) && { undo }),
          };
        }),
    );
  },
  parse: fileWithUndo,
  render: (plan) => {
    const base = `${plan.version}${plan.name && `_${plan.name}`}`;
    return [
      { name: `${base}.up.sql`, text: upText(plan) },
      { name: `${base}.down.sql`, text: downText(plan) },
    ];
  },
};
