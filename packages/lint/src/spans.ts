import type { ModelTable } from "@atlas/core";
import type { LintFile } from "./analyzer.ts";
import type { ModelChange, TableChange } from "./change.ts";

/** `temporary`: added and dropped in the same file. `undefined`: it was there before and stays. */
export type Span = "added" | "dropped" | "temporary" | undefined;

type Path = Pick<ModelTable, "schema" | "name">;

/**
 * What becomes of things within one file. Something that is renamed keeps its span. A table of a change is that very
 * table, whatever has its name before or later; by a path the last table of that name is meant.
 */
export interface Spans {
  schema(name: string): Span;
  table(table: Path): Span;
  column(table: Path, name: string): Span;
  index(table: Path, name: string): Span;
  foreignKey(table: Path, name: string): Span;
  check(table: Path, name: string): Span;
  /** The table is new in this file: nothing of it is in use. */
  isNew(table: Path): boolean;
}

/** Spans by name. */
class Names {
  readonly #spans = new Map<string, Span>();
  readonly #rest: Span;
  /** What was there before the file, was dropped by it, and whose name is taken again. */
  readonly #lost = new Set<string>();

  /** @param rest - of names that were not spoken of. */
  constructor(rest?: Span) {
    this.#rest = rest;
  }

  get(name: string): Span {
    return this.#spans.has(name) ? this.#spans.get(name) : this.#rest;
  }

  add(name: string): void {
    this.#take(name);
    this.#spans.set(name, "added");
  }

  /** What took the name of something that was dropped is no excuse for that drop. */
  drop(name: string): void {
    const isOwn = this.get(name) === "added" && !this.#lost.has(name);
    this.#spans.set(name, isOwn ? "temporary" : "dropped");
  }

  move(from: string, to: string): void {
    const span = this.get(from);
    this.#spans.delete(from);
    this.#take(to);
    this.#spans.set(to, span);
  }

  #take(name: string): void {
    if (this.#spans.get(name) === "dropped") this.#lost.add(name);
  }
}

/** One table from where the file first speaks of it, through all its names. */
interface Life {
  span: Span;
  readonly parts: Names;
}

const known = new WeakMap<LintFile, Spans>();

/** The spans of a file; worked out once for all analyzers. */
export function spansOf(file: LintFile): Spans {
  const found = known.get(file);
  if (found) return found;
  const made = new FileSpans();
  for (const { changes } of file.statements) {
    // All at once: two tables may change their names with each other.
    made.rename(changes.filter((change) => change.type === "rename_table"));
    for (const change of changes) made.note(change);
  }
  known.set(file, made);
  return made;
}

class FileSpans implements Spans {
  readonly #schemas = new Names();
  /** Tables by the names that they have now. */
  readonly #current = new Map<string, Life>();
  /** Tables as changes show them. */
  readonly #shown = new WeakMap<Path, Life>();

  readonly column = this.#part("column");
  readonly index = this.#part("index");
  readonly foreignKey = this.#part("foreign_key");
  readonly check = this.#part("check");

  schema(name: string): Span {
    return this.#schemas.get(name);
  }

  table(table: Path): Span {
    return this.#find(table)?.span;
  }

  isNew(table: Path): boolean {
    const span = this.table(table);
    return span === "added" || span === "temporary";
  }

  rename(renames: readonly { readonly from: Path; readonly to: Path }[]): void {
    const lives = renames.map(({ from }) => this.#lifeOf(from));
    for (const { from } of renames) this.#current.delete(keyOf(from));
    for (const [index, { to }] of renames.entries()) {
      const life = lives[index];
      if (!life) continue;
      this.#current.set(keyOf(to), life);
      this.#shown.set(to, life);
    }
  }

  note(change: ModelChange): void {
    switch (change.type) {
      case "add_schema":
        return this.#schemas.add(change.schema.name);
      case "drop_schema":
        this.#schemas.drop(change.schema.name);
        for (const table of change.tables) this.#drop(table);
        return;
      case "modify_schema":
        if (change.from.name !== change.to.name) this.#renameSchema(change.from.name, change.to.name);
        return;
      case "add_table":
        this.#current.set(keyOf(change.table), { span: "added", parts: new Names("added") });
        this.#lifeOf(change.table);
        return;
      case "drop_table":
        return this.#drop(change.table);
      case "modify_table": {
        const { parts } = this.#lifeOf(change.to);
        this.#lifeOf(change.from, change.to);
        for (const inner of change.changes) notePart(parts, inner);
        return;
      }
      case "rename_table":
      case "add_object":
      case "drop_object":
      case "modify_object":
    }
  }

  /** The table that has this name now; one that is shown under another is the same. */
  #lifeOf(table: Path, as: Path = table): Life {
    const life = this.#current.get(keyOf(as)) ?? { span: undefined, parts: new Names() };
    this.#current.set(keyOf(as), life);
    this.#shown.set(table, life);
    return life;
  }

  #find(table: Path): Life | undefined {
    return this.#shown.get(table) ?? this.#current.get(keyOf(table));
  }

  #drop(table: Path): void {
    const life = this.#lifeOf(table);
    life.span = life.span === "added" ? "temporary" : "dropped";
  }

  #renameSchema(from: string, to: string): void {
    this.#schemas.move(from, to);
    for (const [key, life] of this.#current) {
      // As keyOf made it.
      const [schema, name] = JSON.parse(key) as [string, string];
      if (schema !== from) continue;
      this.#current.delete(key);
      this.#current.set(keyOf({ schema: to, name }), life);
    }
  }

  #part(kind: string): (table: Path, name: string) => Span {
    return (table, name) => this.#find(table)?.parts.get(partKey(kind, name));
  }
}

function notePart(parts: Names, change: TableChange): void {
  const [verb, kind = ""] = /^([a-z]+)_(.*)$/.exec(change.type)?.slice(1) ?? [];
  if ("part" in change) {
    if (verb === "add") parts.add(partKey(kind, change.part.name));
    else parts.drop(partKey(kind, change.part.name));
  } else if (verb === "rename" && "from" in change)
    parts.move(partKey(kind, change.from.name), partKey(kind, change.to.name));
}

function partKey(kind: string, name: string): string {
  return JSON.stringify([kind, name]);
}

function keyOf({ schema, name }: Path): string {
  return JSON.stringify([schema, name]);
}
