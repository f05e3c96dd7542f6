import type fc from "fast-check";
import { around } from "./around.ts";
import { type Part, schemasOf } from "./part.ts";
import { relations } from "./relations.ts";
import { routines } from "./routines.ts";
import { tables } from "./tables.ts";
import { types } from "./types.ts";

const parts: readonly Part[] = [...types, ...tables, ...relations, ...routines, ...around];

/** Schemas of a few objects of every kind, that reference each other: breadth where `postgresSchemas` has depth. */
export function postgresObjects(major: number): fc.Arbitrary<string> {
  return schemasOf(parts, major);
}
