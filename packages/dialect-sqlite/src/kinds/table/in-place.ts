import { scan } from "../../scan.ts";
import { fold, mentionsName } from "../../text.ts";
import type { PartChange } from "./change.ts";
import type { Column, Table } from "./model.ts";

/**
 * Whether a change needs the table to be built anew.
 *
 * @param target - the table after all changes that come with it.
 * @see https://www.sqlite.org/lang_altertable.html
 */
export function makesRebuild(change: PartChange, from: Table, target: Table): boolean {
  if (change.kind === "add_column") return !canAdd(change.to, target);
  if (change.kind === "drop_column") return !canDrop(change.from, from);
  return !inPlaceKinds.has(change.kind);
}

const inPlaceKinds: ReadonlySet<string> = new Set(["add_index", "drop_index", "modify_index"]);

function canAdd(column: Column, target: Table): boolean {
  const isPart = target.indexes.some((index) =>
    index.parts.some((part) => part.column !== undefined && fold(part.column) === fold(column.name)),
  );
  return !isPart && !column.generated?.stored && isConstant(column.default);
}

/** A number, text, blob, NULL, TRUE or FALSE. The time of day is none, nor is anything in parentheses. */
function isConstant(value: string | undefined): boolean {
  if (value === undefined) return true;
  const [first] = scan(value);
  return first?.text !== "(" && !/^current_(?:time|date|timestamp)$/i.test(value);
}

/** Indexes on the column are gone before it is: an index that needs it cannot be in the target. */
function canDrop(column: Column, from: Table): boolean {
  const isNamed = (names: readonly (string | undefined)[]): boolean =>
    names.some((name) => name !== undefined && fold(name) === fold(column.name));
  const isMentioned = (sql: string | undefined): boolean => mentionsName(sql, column.name);
  return !(
    isNamed((from.primaryKey?.parts ?? []).map((part) => part.column)) ||
    from.uniques.some((key) => isNamed(key.parts.map((part) => part.column))) ||
    from.foreignKeys.some(
      (key) => isNamed(key.columns) || (fold(key.refTable) === fold(from.name) && isNamed(key.refColumns)),
    ) ||
    from.checks.some((check) => isMentioned(check.expression)) ||
    from.columns.some((other) => isMentioned(other.generated?.expression)) ||
    from.columns.filter((other) => !other.generated).length < 2
  );
}
