import {
  type DraftStep,
  harmless,
  noDependencies,
  refOf,
  type SchemaObject,
  type StepsContext,
} from "@atlas/core";
import { columnRef, ident, qualified } from "../text.ts";
import { commentSteps, partsNaming } from "./swap-parts.ts";
import { extraClauses, extrasAfterRetyping } from "./table/column-extras.ts";
import { constraintSql } from "./table/constraint-sql.ts";
import { createIndexStep, dropIndexStep } from "./table/index-steps.ts";
import type { Column, Table } from "./table/model.ts";
import { findTable } from "./table/states.ts";

/** What a table has of its own around the conversion of columns that are not its own. */
export interface HeirSteps {
  readonly before: readonly DraftStep[];
  readonly after: readonly DraftStep[];
}

/**
 * A column of a parent is converted together with those below it; their defaults, constraints and indexes are not.
 *
 * @param columns - those of the table that have the type, its own among them.
 */
export function heirSteps(
  table: Table,
  columns: readonly Column[],
  type: SchemaObject,
  context: StepsContext,
): HeirSteps {
  const inherited = columns.filter((column) => column.inherited !== undefined);
  if (inherited.length === 0) return { before: [], after: [] };
  const source = { change: `modify_${type.kind}`, subject: refOf(type) };
  const desired = findTable(context.to, table);
  const { constraints, indexes } = partsNaming(type, table, context);
  const defaults = inherited.map((column) => ({
    column,
    next: desired?.columns.find((each) => each.name === column.name && each.type === column.type),
  }));
  const columnRefs = columns.map((column) => columnRef(table, column.name));
  const alter = (clauses: readonly string[]): readonly DraftStep[] =>
    clauses.length === 0
      ? []
      : [
          {
            ...harmless,
            ...noDependencies,
            sql: `ALTER TABLE ${qualified(table)} ${clauses.join(", ")}`,
            comment: `modify "${table.name}" table`,
            sources: columnRefs.map((subject) => ({ change: source.change, subject })),
            blocks: "everything",
            scans: clauses.some((clause) => clause.startsWith("ADD ")),
            table: refOf(table),
            creates: columnRefs,
            drops: columnRefs,
            needs: [refOf(table)],
          },
        ];
  return {
    before: [
      ...indexes.map((index) => dropIndexStep(table, index, source)),
      ...alter([
        ...constraints.map(({ name }) => `DROP CONSTRAINT ${ident(name)}`),
        ...defaults
          .filter(({ column }) => column.default !== undefined)
          .map(({ column }) => `ALTER COLUMN ${ident(column.name)} DROP DEFAULT`),
      ]),
    ],
    after: [
      ...alter([
        // The parent's new default came down to it.
        ...defaults.flatMap(({ column, next }) =>
          column.default !== undefined && next?.default !== undefined
            ? [`ALTER COLUMN ${ident(column.name)} SET DEFAULT ${next.default}`]
            : column.inheritsDefault === false
              ? [`ALTER COLUMN ${ident(column.name)} DROP DEFAULT`]
              : [],
        ),
        ...inherited.flatMap((column) =>
          extraClauses(column.name, extrasAfterRetyping(column, column), column, source).map(
            ({ sql }) => sql,
          ),
        ),
        ...constraints.map((constraint) => `ADD ${constraintSql(table, constraint)}`),
      ]),
      ...indexes.map((index) => createIndexStep(table, index, source, "existing")),
      ...commentSteps(table, { constraints, indexes }, source),
    ],
  };
}
