import { attribute, type BlockReader, type PrintedBlock } from "@atlas/hcl";
import { printGroup, readGroup } from "../../../hcl-expressions.ts";
import type { Check, PrimaryKey, Table, Unique } from "../model.ts";
import { labeller, nameOf } from "./labels.ts";
import { printColumns, printConflict, printParts, readConflict, readKeyParts } from "./parts.ts";

export function printPrimaryKey(table: Table, key: PrimaryKey): PrintedBlock {
  return {
    type: "primary_key",
    labels: key.name === undefined ? [] : [key.name],
    body: [
      ...printColumns(table, key.parts),
      ...printConflict(key.conflict),
      ...attribute("rowid", key.notRowid ? "false" : undefined),
      ...printParts(table, key.parts),
    ],
  };
}

export function readPrimaryKey(block: BlockReader, table: string, autoincrement: boolean): PrimaryKey {
  const name = nameOf(block);
  block.text("comment");
  return {
    ...(name !== undefined && { name }),
    parts: readKeyParts(block, table),
    autoincrement,
    ...readConflict(block),
    notRowid: block.bool("rowid") === false,
  };
}

/** Constraints with a name or a conflict clause; `printIndexes` writes the others as SQLite calls their indexes. */
export function printUniques(table: Table, keys: readonly Unique[]): readonly PrintedBlock[] {
  const label = labeller();
  return keys.map(({ name, parts, conflict }) => {
    const called = name === undefined ? undefined : label(name);
    return {
      type: "unique",
      labels: called?.labels ?? [],
      body: [
        ...(called?.name ?? []),
        ...printColumns(table, parts),
        ...printConflict(conflict),
        ...printParts(table, parts),
      ],
    };
  });
}

export function readUnique(block: BlockReader, table: string): Unique {
  const name = nameOf(block);
  block.text("comment");
  return { ...(name !== undefined && { name }), parts: readKeyParts(block, table), ...readConflict(block) };
}

/** By name; those without one keep their order in front. */
export function printChecks(checks: readonly Check[]): readonly PrintedBlock[] {
  const label = labeller();
  const sorted = checks.toSorted((a, b) => {
    const [left, right] = [a.name ?? "", b.name ?? ""];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  return sorted.map(({ name, expression, conflict }) => {
    const called = name === undefined ? undefined : label(name);
    return {
      type: "check",
      labels: called?.labels ?? [],
      body: [
        ...(called?.name ?? []),
        { name: "expr", value: printGroup(expression) },
        ...printConflict(conflict),
      ],
    };
  });
}

export function readCheck(block: BlockReader): Check {
  const name = nameOf(block);
  block.text("comment");
  return {
    ...(name !== undefined && { name }),
    expression: readGroup(block, "expr"),
    ...readConflict(block),
  };
}
