import {
  type DraftStep,
  harmless,
  noDependencies,
  refKey,
  refOf,
  type SchemaObject,
  type StepsContext,
} from "@atlas/core";
import { ident, qualified } from "../text.ts";
import type { HeirSteps } from "./swap-heirs.ts";
import { commentSteps, partsNaming } from "./swap-parts.ts";
import { constraintSql } from "./table/constraint-sql.ts";
import { createIndexStep, dropIndexStep } from "./table/index-steps.ts";
import type { Column, Table } from "./table/model.ts";
import { findTable } from "./table/states.ts";

/**
 * What tables have to do with a type that is replaced, although no column in question has it: a default, check or
 * index that casts to it is away meanwhile.
 *
 * @param converted - the tables with columns of the type, which see to their constraints and indexes themselves.
 */
export function namingSteps(
  type: SchemaObject,
  converted: readonly Table[],
  context: StepsContext,
): HeirSteps {
  const all = context.from.objects.flatMap((object) => {
    const table = object.kind === "table" ? findTable(context.from, object) : undefined;
    return table ? [stepsOf(table, type, { converted, context })] : [];
  });
  return { before: all.flatMap(({ before }) => before), after: all.flatMap(({ after }) => after) };
}

function stepsOf(
  table: Table,
  type: SchemaObject,
  { converted, context }: { readonly converted: readonly Table[]; readonly context: StepsContext },
): HeirSteps {
  const defaults = defaultsNaming(table, type, context);
  const none = { constraints: [], indexes: [] };
  const parts = converted.includes(table) ? none : partsNaming(type, table, context);
  const { constraints, indexes } = parts;
  const source = { change: `modify_${type.kind}`, subject: refOf(type) };
  const alter = (clauses: readonly string[]): readonly DraftStep[] =>
    clauses.length === 0
      ? []
      : [
          {
            ...harmless,
            ...noDependencies,
            sql: `ALTER TABLE ${qualified(table)} ${clauses.join(", ")}`,
            comment: `modify "${table.name}" table`,
            sources: [{ ...source, subject: refOf(table) }],
            blocks: "everything",
            scans: clauses.some((clause) => clause.startsWith("ADD ")),
            table: refOf(table),
            needs: [refOf(table)],
          },
        ];
  return {
    before: [
      ...indexes.map((index) => dropIndexStep(table, index, source)),
      ...alter([
        ...constraints.map(({ name }) => `DROP CONSTRAINT ${ident(name)}`),
        ...defaults.map(({ name }) => `ALTER COLUMN ${ident(name)} DROP DEFAULT`),
      ]),
    ],
    after: [
      ...alter([
        ...defaults.map((column) => `ALTER COLUMN ${ident(column.name)} SET DEFAULT ${column.default}`),
        ...constraints.map((constraint) => `ADD ${constraintSql(table, constraint)}`),
      ]),
      ...indexes.map((index) => createIndexStep(table, index, source, "existing")),
      ...commentSteps(table, parts, source),
    ],
  };
}

/** Columns of other types whose default names the type and stays. */
function defaultsNaming(table: Table, type: SchemaObject, { to }: StepsContext): readonly Column[] {
  const key = refKey(refOf(type));
  const desired = findTable(to, table)?.columns ?? [];
  return table.columns.filter(
    ({ name, default: text, typeRef, uses }) =>
      text !== undefined &&
      uses.some((use) => refKey(use) === key) &&
      !(typeRef && refKey(typeRef) === key) &&
      desired.some((column) => column.name === name && column.default === text),
  );
}
