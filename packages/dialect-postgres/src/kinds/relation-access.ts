import { type DraftStep, refKey, refOf, type SchemaObject, type StepsContext } from "@atlas/core";
import { ident, qualified } from "../text.ts";
import { type Access, accessSql, accessStep } from "./privileges.ts";

/** What has columns and is dropped and created again: a view, or what is like a table. */
export interface Relation extends SchemaObject {
  readonly columns: readonly { readonly name: string; readonly comment?: string }[];
  readonly comment?: string;
  /** Who may use it. Never compared. */
  readonly access?: Access;
}

/** How relations of a sort are called. */
export interface RelationWords {
  /** In ALTER and COMMENT ON. */
  readonly keyword: "VIEW" | "MATERIALIZED VIEW" | "FOREIGN TABLE";
  /** In the comment lines of a plan. */
  readonly noun: "view" | "table";
}

/** A relation that is made again gets back its owner and privileges; columns that went take theirs along. */
export function restoreAccess(
  relation: Relation,
  words: RelationWords,
  context: StepsContext,
): readonly DraftStep[] {
  const access = presentRelation(relation, context)?.access;
  if (!access) return [];
  const columns = new Set(relation.columns.map(({ name }) => name));
  const grants = access.grants.filter(({ column }) => column === undefined || columns.has(column));
  const ref = refOf(relation);
  const source = { change: `add_${relation.kind}`, subject: ref };
  const comment = `restore privileges of "${relation.name}" ${words.noun}`;
  return accessStatements({ ...relation, access: { ...access, grants } }, words).map((sql) =>
    accessStep(sql, comment, source, [ref]),
  );
}

/** The present relation of that name, whose place a new one takes. */
export function presentRelation<R extends Relation>(relation: R, { from }: StepsContext): R | undefined {
  const key = refKey(refOf(relation));
  return from.objects.find(
    // Of one kind, so of one form.
    (object): object is R => object.kind === relation.kind && refKey(refOf(object)) === key,
  );
}

/** The statements that give a new relation the owner and the privileges of this one. */
export function accessStatements(relation: Relation, { keyword }: RelationWords): readonly string[] {
  const { access } = relation;
  if (!access) return [];
  const name = qualified(relation);
  const owner =
    access.owner === undefined ? [] : [`ALTER ${keyword} ${name} OWNER TO ${ident(access.owner)}`];
  return [...owner, ...accessSql(access, name)];
}
