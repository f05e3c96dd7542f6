import {
  alterStep,
  type DraftStep,
  type Ref,
  refKey,
  refOf,
  type Rename,
  type SchemaObject,
} from "@atlas/core";
import type { ReadContext } from "../kind.ts";
import { commentStep, ident, qualified } from "../text.ts";
import { inScope, notOfExtension } from "./catalog-text.ts";
import { distinctRefs } from "./relation-uses.ts";
import { renameInExpression } from "./table/rename-expression.ts";

/** What hangs on a relation and has a name only there: a trigger, a rule, a policy. */
export interface RelationPart extends SchemaObject {
  readonly table: string;
  /** The kind of its relation. Never compared: it follows from the relation. */
  readonly relation: RelationKind;
  readonly comment?: string;
  /** What it depends on, its relation aside. Never compared. */
  readonly uses: readonly Ref[];
}

export type RelationKind = "table" | "view" | "foreign_table";

const relationKinds: Readonly<Record<string, RelationKind>> = {
  r: "table",
  p: "table",
  v: "view",
  f: "foreign_table",
};

/** Columns that every query of such parts begins with, beside `part` in their FROM. */
export interface RelationPartRow {
  readonly id: number;
  readonly schema: string;
  readonly relation: string;
  /** `relkind`. */
  readonly relation_kind: string;
  readonly name: string;
  readonly comment: string | null;
}

/**
 * The part `o` of a catalog with its relation `c` in a schema that is read, without what came with an extension.
 *
 * @param columns - further columns, each after a comma.
 * @param condition - which rows of the catalog are meant.
 */
export function relationPartSql(
  catalog: string,
  prefix: { readonly relation: string; readonly name: string },
  columns: string,
  condition: string,
): string {
  return `SELECT o.oid::int8::float8 AS id, n.nspname::text AS schema, c.relname::text AS relation,
      c.relkind::text AS relation_kind, o.${prefix.name}::text AS name,
      pg_catalog.obj_description(o.oid, '${catalog}') AS comment${columns}
    FROM pg_catalog.${catalog} o JOIN pg_catalog.pg_class c ON c.oid = o.${prefix.relation}
      AND c.relkind IN ('r', 'p', 'v', 'f') AND c.relpersistence <> 't'
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    WHERE ${condition} AND ${notOfExtension(catalog, "o.oid")} AND ${notOfExtension("pg_class", "c.oid")}
    ORDER BY 2, 3, 5`;
}

/** What tells a part from all others, from its row. */
export function readPart(
  row: RelationPartRow,
  context: ReadContext,
): Pick<RelationPart, "schema" | "table" | "relation" | "name" | "comment"> {
  return {
    schema: context.schemaName(row.schema),
    table: row.relation,
    relation: relationKinds[row.relation_kind] ?? "table",
    name: row.name,
    ...(row.comment !== null && { comment: row.comment }),
  };
}

/** The relation that a part hangs on. */
export function relationOf(part: RelationPart): Ref {
  return { kind: part.relation, schema: part.schema, name: part.table };
}

export function requiresOf(part: RelationPart): readonly Ref[] {
  return distinctRefs([relationOf(part), ...part.uses]);
}

/** `"audit" ON "public"."users"`, as DROP, COMMENT and ALTER name it. */
export function onRelation(part: RelationPart): string {
  return `${ident(part.name)} ON ${qualified(relationOf(part))}`;
}

/**
 * A part as the server shows it once something has another name that its texts speak of.
 *
 * @param texts - the members that hold SQL, each put through `rename`.
 */
export function renamedTexts<P extends RelationPart>(
  part: P,
  { from, to }: Rename,
  texts: (rename: (sql: string) => string) => Partial<P>,
): P {
  const key = refKey(to);
  if (!part.uses.some((ref) => refKey(ref) === key)) return part;
  const rename = (sql: string): string =>
    from.kind === "column" && namesColumns.test(sql) ? sql : renameInExpression(sql, from.name, to.name);
  return { ...part, ...texts(rename) };
}

/** What a query gives out keeps the old name (`SELECT new AS old`): such a text differs, and is set again. */
const namesColumns = /\b(?:select|returning)\b/i;

/** What is compared of a part: neither what it follows from nor what follows from it. */
export function partFacts({
  relation: _relation,
  uses: _uses,
  comment = "",
  ...facts
}: RelationPart): unknown {
  return { ...facts, comment };
}

/** When it is at work: `O` as ever, `D` never, `R` only and `A` also where changes of a replica are applied. */
export type Enabled = "origin" | "disabled" | "replica" | "always";

const enabledStates: Readonly<Record<string, Enabled>> = {
  O: "origin",
  D: "disabled",
  R: "replica",
  A: "always",
};

export function readEnabled(letter: string): Enabled {
  return enabledStates[letter] ?? "origin";
}

export const enabledWords: Readonly<Record<Enabled, string>> = {
  origin: "ENABLE",
  disabled: "DISABLE",
  replica: "ENABLE REPLICA",
  always: "ENABLE ALWAYS",
};

/** The statements of what no definition says: when a trigger or rule is at work, and its comment. */
export function stateSteps<P extends RelationPart & { readonly enabled: Enabled }>(
  before: Pick<P, "enabled" | "comment">,
  part: P,
  change: string,
): readonly DraftStep[] {
  const alter = (enabled: Enabled): string =>
    `ALTER TABLE ${qualified(relationOf(part))} ${enabledWords[enabled]} ${part.kind.toUpperCase()} ${ident(part.name)}`;
  return [
    ...(before.enabled === part.enabled
      ? []
      : [
          {
            ...alterStep(
              part,
              {
                sql: alter(part.enabled),
                comment: `modify ${part.kind} ${JSON.stringify(part.name)}`,
                undo: [alter(before.enabled)],
              },
              // Rules are read with every query, triggers only by those that write.
              { blocks: part.kind === "rule" ? "everything" : "writes" },
            ),
            sources: [{ change, subject: refOf(part) }],
          },
        ]),
    ...partCommentSteps(before.comment, part, change),
  ];
}

export function partCommentSteps(
  previous: string | undefined,
  part: RelationPart,
  change: string,
): readonly DraftStep[] {
  if ((previous ?? "") === (part.comment ?? "")) return [];
  const description = `${part.kind}: ${JSON.stringify(part.name)} on ${part.relation.replace("_", " ")}: ${JSON.stringify(part.table)}`;
  const what = `${part.kind.toUpperCase()} ${onRelation(part)}`;
  return [commentStep(what, description, refOf(part), part.comment, previous, change)];
}

/** A part that is dropped and created again within one change. */
export function asModification(part: RelationPart, steps: readonly DraftStep[]): readonly DraftStep[] {
  const sources = [{ change: `modify_${part.kind}`, subject: refOf(part) }];
  return steps.map((step) => ({ ...step, sources }));
}

/**
 * Marks the drop of what a later step creates again: both have to lie in one transaction, or others would see its
 * table without it.
 */
export function withSuspensions(steps: readonly DraftStep[]): readonly DraftStep[] {
  return steps.map((step, index) => {
    const [ref] = step.drops;
    const returns =
      ref !== undefined &&
      steps.slice(index + 1).some((later) => later.creates.some((made) => refKey(made) === refKey(ref)));
    return returns ? { ...step, suspends: ref } : step;
  });
}
