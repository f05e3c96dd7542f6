import type { UnmanagedObject } from "./state.ts";

interface Named {
  readonly schema: string;
  readonly name: string;
}

/** By code units: the order of no server or locale. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The order of the objects of one kind in a state. */
export function bySchemaAndName(left: Named, right: Named): number {
  return compareText(left.schema, right.schema) || compareText(left.name, right.name);
}

/** Each once, in the order of a state: several questions to a catalog may name the same. */
export function distinctUnmanaged(objects: readonly UnmanagedObject[]): readonly UnmanagedObject[] {
  const byText = new Map(
    objects.map((object) => [JSON.stringify([object.kind, object.schema, object.name]), object]),
  );
  return [...byText.values()].toSorted(
    (left, right) => compareText(left.kind, right.kind) || bySchemaAndName(left, right),
  );
}
