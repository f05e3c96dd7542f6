import {
  alterStep as coreAlter,
  createStep as coreCreate,
  type DraftStep,
  dropStep as coreDrop,
} from "@atlas/core";
import { tokenize } from "@atlas/sql";
import { syntax } from "../text.ts";

/** No transaction of this family holds a statement that defines something: it commits by itself. */
function alone(step: DraftStep): DraftStep {
  return { ...step, transactional: false, ...(holdsSemicolons(step.sql) && { compound: true }) };
}

export const createStep = (...given: Parameters<typeof coreCreate>): DraftStep => alone(coreCreate(...given));
export const dropStep = (...given: Parameters<typeof coreDrop>): DraftStep => alone(coreDrop(...given));
export const alterStep = (...given: Parameters<typeof coreAlter>): DraftStep => alone(coreAlter(...given));

/** Whether a client would take a part of the statement for the whole, or what ends it for a part of a comment. */
export function holdsSemicolons(sql: string): boolean {
  if (!/;|--|#/.test(sql)) return false;
  const tokens = tokenize(sql, syntax);
  return tokens.at(-1)?.kind === "comment" || tokens.some(({ text }) => text === ";");
}
