import type { Scope, Value } from "./value.ts";

/** A scope in which no name is known. */
export const emptyScope: Scope = { resolve: () => undefined };

/** A scope with some names of its own inside another. */
export function namedScope(names: ReadonlyMap<string, Value>, outer: Scope = emptyScope): Scope {
  return {
    resolve: (path, range) => {
      const value = typeof path[0] === "string" ? names.get(path[0]) : undefined;
      return value === undefined ? outer.resolve(path, range) : { value, used: 1 };
    },
    call: (name, args, call) => outer.call?.(name, args, call),
  };
}
