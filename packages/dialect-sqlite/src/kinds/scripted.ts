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
  type StepsContext,
} from "@atlas/core";
import { tokenize, withoutTerminator } from "@atlas/sql";
import { Reader } from "../reader.ts";
import { ident, nameRef, syntax } from "../text.ts";

/** What SQLite keeps as a text alone. */
export interface Scripted extends SchemaObject {
  readonly kind: "view" | "trigger";
  /** Tables and views it speaks of; they order a plan and are never compared. */
  readonly uses: readonly Ref[];
}

/** What views and triggers differ in. */
export interface ScriptedFacts<O extends Scripted> {
  readonly name: O["kind"];
  createSql(object: O, indent: string): string;
  /** All that makes two of one name the same, in a form in which equal ones are equal. */
  key(object: O): readonly unknown[];
}

/**
 * A reader behind the name in a CREATE statement.
 *
 * @param sql - of `sqlite_schema`, which holds neither IF NOT EXISTS nor a schema.
 */
export function readerBehindName(kind: Scripted["kind"], sql: string): Reader {
  const reader = new Reader(sql);
  reader.expect("CREATE");
  if (!reader.take("TEMP")) reader.take("TEMPORARY");
  reader.expect(kind.toUpperCase());
  reader.take("IF", "NOT", "EXISTS");
  reader.qualifiedName();
  return reader;
}

/** The text from the next token to the end, as its author wrote it. */
export function bodyText(reader: Reader, sql: string): string {
  const start = reader.peek();
  if (!start) throw reader.error("it ends too early");
  return withoutTerminator(sql.slice(start.start));
}

/** SQLite cannot alter views and triggers: a change drops and creates again, which loses nothing. */
export function scriptedKind<O extends Scripted>(facts: ScriptedFacts<O>): ObjectKind<O> {
  const keyOf = (object: O): string => JSON.stringify(facts.key(object));
  return {
    name: facts.name,
    requires: (object) => object.uses,
    compare: (from, to) => {
      if (keyOf(from) === keyOf(to)) return [];
      const object = refOf(from);
      return [
        { kind: `modify_${facts.name}`, object, subject: object, disturbs: [object], from, to } as Change,
      ];
    },
    steps: (changes, context) => changes.flatMap((change) => steps(change, facts, context)),
    recreatable: true,
    essence: ({ kind, name, ...object }) => ({ kind, name, key: keyOf({ ...object, kind, name } as O) }),
  };
}

function steps<O extends Scripted>(
  change: Change,
  facts: ScriptedFacts<O>,
  { indent }: StepsContext,
): readonly DraftStep[] {
  // The engine's and `compare`'s changes carry the sides that their names speak of.
  const { from } = change as DropChange<O>;
  const { to } = change as AddChange<O>;
  const isDrop = !change.kind.startsWith("add_");
  const isAdd = !change.kind.startsWith("drop_");
  return [
    ...(isDrop ? [dropStep(from, change, facts.createSql(from, ""))] : []),
    ...(isAdd ? [createStep(to, change, facts.createSql(to, indent))] : []),
  ];
}

function createStep(object: Scripted, change: Change, sql: string): DraftStep {
  return {
    ...harmless,
    ...noDependencies,
    sql,
    comment: comment("create", object),
    sources: [{ change: change.kind, subject: change.subject }],
    blocks: "ddl",
    creates: [refOf(object), takenName(object)],
    needs: object.uses,
    undo: [dropSql(object)],
  };
}

function dropStep(object: Scripted, change: Change, undo: string): DraftStep {
  return {
    ...harmless,
    ...noDependencies,
    sql: dropSql(object),
    comment: comment("drop", object),
    sources: [{ change: change.kind, subject: change.subject }],
    blocks: "ddl",
    drops: [refOf(object), takenName(object)],
    releases: object.uses,
    undo: [undo],
  };
}

/** Triggers have names of their own; all names are the same in either case of letters. */
function takenName(object: Scripted): Ref {
  return object.kind === "view" ? nameRef(object.name) : { ...nameRef(object.name), kind: "trigger_name" };
}

function dropSql(object: Scripted): string {
  return `DROP ${object.kind.toUpperCase()} ${ident(object.name)}`;
}

function comment(verb: "create" | "drop", object: Scripted): string {
  return object.kind === "view" ? `${verb} "${object.name}" view` : `${verb} trigger "${object.name}"`;
}

/**
 * One text for all bodies that are equal but for line breaks, the white space around them, and semicolons. Texts
 * in quotes stay as they are, as does space within a line: SQLite names a column without a name after its text.
 */
export function bodyKey(text: string): string {
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
