import {
  type AddChange,
  type Change,
  type DraftStep,
  type DropChange,
  harmless,
  noDependencies,
  type ObjectKind,
  type Ref,
  refOf,
  type SchemaObject,
} from "@atlas/core";
import { tokenize } from "@atlas/sql";
import { Reader } from "../reader.ts";
import { ident, nameRef, syntax } from "../text.ts";

/** What SQLite keeps as a text alone. */
export interface Scripted extends SchemaObject {
  readonly kind: "view" | "trigger";
  /** What follows the name in the CREATE statement. */
  readonly definition: string;
  /** Tables and views it speaks of; they order a plan and are never compared. */
  readonly uses: readonly Ref[];
}

/** @param sql - of `sqlite_schema`, which holds neither IF NOT EXISTS nor a schema. */
export function parseScripted(
  kind: Scripted["kind"],
  name: string,
  sql: string,
  uses: readonly Ref[],
): Scripted {
  const reader = new Reader(sql);
  reader.expect("CREATE");
  if (!reader.take("TEMP")) reader.take("TEMPORARY");
  reader.expect(kind.toUpperCase());
  reader.take("IF", "NOT", "EXISTS");
  reader.qualifiedName();
  const start = reader.peek();
  if (!start) throw reader.error("it ends too early");
  return { kind, schema: "", name, definition: sql.slice(start.start).replace(/[\s;]+$/, ""), uses };
}

/** SQLite cannot alter views and triggers: a change drops and creates again, which loses nothing. */
export function scriptedKind(kind: Scripted["kind"]): ObjectKind<Scripted> {
  return {
    name: kind,
    requires: (object) => object.uses,
    compare: (from, to) => {
      if (sameBody(from.definition, to.definition)) return [];
      const object = refOf(from);
      return [{ kind: `modify_${kind}`, object, subject: object, disturbs: [object], from, to } as Change];
    },
    steps: (changes) => changes.flatMap(steps),
    recreatable: true,
    essence: ({ definition, uses: _uses, ...object }) => ({ ...object, definition: bodyKey(definition) }),
  };
}

function steps(change: Change): readonly DraftStep[] {
  // The engine's and `compare`'s changes carry the sides that their names speak of.
  const { from } = change as DropChange<Scripted>;
  const { to } = change as AddChange<Scripted>;
  const isDrop = !change.kind.startsWith("add_");
  const isAdd = !change.kind.startsWith("drop_");
  return [...(isDrop ? [dropStep(from, change)] : []), ...(isAdd ? [createStep(to, change)] : [])];
}

function createStep(object: Scripted, change: Change): DraftStep {
  return {
    ...harmless,
    ...noDependencies,
    sql: createSql(object),
    comment: comment("create", object),
    sources: [{ change: change.kind, subject: change.subject }],
    blocks: "ddl",
    creates: [refOf(object), takenName(object)],
    needs: object.uses,
    undo: [dropSql(object)],
  };
}

function dropStep(object: Scripted, change: Change): DraftStep {
  return {
    ...harmless,
    ...noDependencies,
    sql: dropSql(object),
    comment: comment("drop", object),
    sources: [{ change: change.kind, subject: change.subject }],
    blocks: "ddl",
    drops: [refOf(object), takenName(object)],
    releases: object.uses,
    undo: [createSql(object)],
  };
}

/** Triggers have names of their own; all names are the same in either case of letters. */
function takenName(object: Scripted): Ref {
  return object.kind === "view" ? nameRef(object.name) : { ...nameRef(object.name), kind: "trigger_name" };
}

function createSql(object: Scripted): string {
  return `CREATE ${object.kind.toUpperCase()} ${ident(object.name)} ${object.definition}`;
}

function dropSql(object: Scripted): string {
  return `DROP ${object.kind.toUpperCase()} ${ident(object.name)}`;
}

function comment(verb: "create" | "drop", object: Scripted): string {
  return object.kind === "view" ? `${verb} "${object.name}" view` : `${verb} trigger "${object.name}"`;
}

/** Equal but for line breaks, the white space around them, and semicolons. */
function sameBody(a: string, b: string): boolean {
  return a === b || bodyKey(a) === bodyKey(b);
}

/**
 * One text for all bodies that `sameBody` calls the same. Texts in quotes stay as they are, as does space within a
 * line: SQLite names a column without a name after its text.
 */
function bodyKey(text: string): string {
  let key = "";
  let gap = "";
  for (const token of tokenize(text, syntax)) {
    if (token.kind === "space" || token.text === ";") {
      gap += token.text;
      continue;
    }
    if (key !== "") key += /[\n;]/.test(gap) ? " " : gap;
    // What a comment hides ends with its line.
    key += token.kind === "comment" ? `${token.text}\n` : token.text;
    gap = "";
  }
  return key;
}
