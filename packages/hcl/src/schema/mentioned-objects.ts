import { type Ref, refKey, refOf, type SchemaObject } from "@atlas/core";
import { type MentionedName, mentionedNames } from "./mentions.ts";
import type { ReadingContext } from "./names.ts";
import { inFile, type TopBlock } from "./top-blocks.ts";

/** Blocks that SQL texts of a schema cannot depend on, or not by name. */
const unmentionable: ReadonlySet<string> = new Set([
  "default_permission",
  "event_trigger",
  "extension",
  "foreign_data_wrapper",
  "foreign_server",
  "permission",
  "policy",
  "publication",
  "role",
  "rule",
  "schema",
  "statistics",
  "subscription",
  "trigger",
  "user",
  "user_mapping",
]);

/** Where a text has to have the names of these to mean them; of all others: anywhere. */
const positions: ReadonlyMap<string, readonly MentionedName["position"][]> = new Map(
  Object.entries<readonly MentionedName["position"][]>({
    table: ["relation", "type", "name"],
    foreign_table: ["relation", "type", "name"],
    view: ["relation", "type", "name"],
    materialized: ["relation", "type", "name"],
    sequence: ["relation", "name"],
    function: ["call", "name", "alone"],
    procedure: ["call", "name", "alone"],
    aggregate: ["call", "name", "alone"],
  }),
);

interface Candidate {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly schema: string;
}

/** Finds declared objects by their names in SQL texts. */
export class Mentions {
  readonly #context: ReadingContext;
  /** Blocks by their names in lower case. */
  #byName: ReadonlyMap<string, readonly Candidate[]> | undefined;
  #objects: readonly (readonly SchemaObject[])[] | undefined;
  readonly #incomplete = new Set<number>();

  constructor(context: ReadingContext) {
    this.#context = context;
  }

  /** Blocks that asked before the names of all objects were known, and would have found some. */
  get incomplete(): readonly number[] {
    return [...this.#incomplete];
  }

  /** @param objects - of each block at the top, by its id. */
  complete(objects: readonly (readonly SchemaObject[])[]): void {
    this.#objects = [...objects];
  }

  /** @param asking - the block whose text it is: it does not mention itself. */
  of(sql: string, asking: TopBlock): readonly Ref[] {
    const byName = (this.#byName ??= this.#index());
    const refs = new Map<string, Ref>();
    for (const mentioned of mentionedNames(sql)) {
      const named = byName.get(mentioned.name.toLowerCase());
      if (!named) continue;
      for (const { id } of chosen(named, mentioned)) {
        if (id === asking.id) continue;
        if (!this.#objects) {
          this.#incomplete.add(asking.id);
          return [];
        }
        for (const object of this.#objects[id] ?? []) refs.set(refKey(refOf(object)), refOf(object));
      }
    }
    return [...refs.values()];
  }

  #index(): ReadonlyMap<string, readonly Candidate[]> {
    const { blocks, names } = this.#context;
    const byName = new Map<string, Candidate[]>();
    for (const top of blocks.all) {
      if (unmentionable.has(top.block.type)) continue;
      const { id, file } = top;
      const name = inFile(file, () => names.finalName(top));
      const candidate = { id, type: top.block.type, name, schema: inFile(file, () => names.schemaOf(top)) };
      const key = name.toLowerCase();
      const list = byName.get(key);
      if (list) list.push(candidate);
      else byName.set(key, [candidate]);
    }
    return byName;
  }
}

/** In quotes the letter case counts; a schema before the name narrows it down. */
function chosen(
  named: readonly Candidate[],
  { name, isQuoted, qualifier, position }: MentionedName,
): readonly Candidate[] {
  const meant = named.filter(({ type }) => positions.get(type)?.includes(position) ?? true);
  const exact = isQuoted ? meant.filter((candidate) => candidate.name === name) : meant;
  if (qualifier === undefined) return exact;
  const ofSchema = exact.filter(({ schema }) => schema === qualifier);
  return ofSchema.length > 0 ? ofSchema : exact;
}
