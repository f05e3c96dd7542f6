import { nearest } from "@atlas/core";
import { ProblemError, type Range } from "../problem.ts";
import type { PathStep, Reference, Resolution, Scope, Value } from "../value.ts";
import { isKind } from "../value.ts";
import type { BlockReference } from "./reading.ts";
import type { InnerBlock, TopBlock, TopBlocks } from "./top-blocks.ts";

/** Begins the paths of references that were resolved; no text can write it. */
const resolvedRoot = "\0block";

/** What all readers of a document share. */
export interface ReadingContext {
  readonly blocks: TopBlocks;
  readonly names: Names;
  readonly isBound: boolean;
}

/** What a reference stands for: a block, or a block inside of it. */
export interface Target {
  readonly top: TopBlock;
  readonly part?: { readonly type: string; readonly name: string; readonly inner: InnerBlock };
}

/**
 * What names of blocks mean: `table.users`, `table.other.users`, `table.users.column.id`, `column.id` inside
 * of the table, and the literal attributes of each.
 */
export class Names {
  readonly #blocks: TopBlocks;
  /** Attributes that are being read, to notice circles. */
  readonly #running = new Set<string>();
  readonly #names = new Map<number, string>();
  readonly #schemas = new Map<number, string>();
  readonly #isBound: boolean;

  constructor(blocks: TopBlocks, isBound: boolean) {
    this.#blocks = blocks;
    this.#isBound = isBound;
  }

  /** Blocks at the top, for what lies outside of any block. */
  readonly top: Scope = { resolve: (path, range) => this.#resolve(path, range) };

  /** The names inside of a block: those of its own blocks come first. */
  inside(top: TopBlock, outer: Scope = top.scope): Scope {
    return {
      resolve: (path, range) => this.#resolveInside(top, path, range) ?? outer.resolve(path, range),
      call: (name, args, call) => outer.call?.(name, args, call),
    };
  }

  /**
   * The attribute `name`, else the label.
   *
   * @param range - what asks for it, told where names form a circle. Default: the block itself.
   */
  finalName(top: TopBlock, range?: Range): string {
    const known = this.#names.get(top.id);
    if (known !== undefined) return known;
    const value = this.#attribute(top, "name", range);
    const name = typeof value === "string" ? value : top.label;
    this.#names.set(top.id, name);
    return name;
  }

  /** As in a state: of the attribute `schema`, else of what the block lies on. */
  schemaOf(top: TopBlock): string {
    if (this.#isBound) return "";
    const known = this.#schemas.get(top.id);
    if (known !== undefined) return known;
    let schema = "";
    for (const attribute of ["schema", "on"]) {
      const value = this.#attribute(top, attribute);
      const target = value === undefined ? undefined : this.targetOf(value);
      if (!target) continue;
      schema = target.top.block.type === "schema" ? this.finalName(target.top) : this.schemaOf(target.top);
      break;
    }
    this.#schemas.set(top.id, schema);
    return schema;
  }

  /** What a value that is a reference stands for. */
  targetOf(value: Value): Target | undefined {
    if (!isKind(value, "reference") || value.path[0] !== resolvedRoot) return undefined;
    const [, id, type, label] = value.path;
    const top = this.#blocks.all[Number(id)];
    if (!top) return undefined;
    const inner =
      type === undefined ? undefined : this.#blocks.inner(top).get(String(type))?.get(String(label));
    if (!inner) return type === undefined ? { top } : undefined;
    return { top, part: { type: String(type), name: this.#partName(top, inner, String(label)), inner } };
  }

  #resolve([root, ...rest]: readonly PathStep[], range: Range): Resolution | undefined {
    if (root === resolvedRoot) {
      const top = this.#blocks.all[Number(rest[0])];
      return top && this.#into(top, rest.slice(1), 2, range);
    }
    const [first, second] = rest;
    if (typeof root !== "string" || first === undefined || !this.#blocks.isType(root)) return undefined;
    if (second !== undefined) {
      const found = this.#blocks.byQualifiedLabel(root, String(first), String(second));
      if (found.length > 0)
        return this.#into(this.#only(found, root, String(second), range), rest.slice(2), 3, range);
    }
    const name = String(first);
    const found = this.#blocks.byLabel(root, name);
    const all = found.length > 0 ? found : this.#byFinalName(root, name, range);
    return this.#into(this.#only(all, root, name, range), rest.slice(1), 2, range);
  }

  /** Copies made by `for_each` share their label: they are found by the name each of them has. */
  #byFinalName(type: string, name: string, range: Range): readonly TopBlock[] {
    return this.#blocks
      .ofType(type)
      .filter((top) => top.block.body.attributes.has("for_each") && this.finalName(top, range) === name);
  }

  #only(found: readonly TopBlock[], type: string, name: string, range: Range): TopBlock {
    const [first, second] = found;
    if (!first) {
      const near = nearest(name, this.#blocks.labelsOf(type));
      throw new ProblemError(
        `referenced ${type} ${JSON.stringify(name)} not found`,
        range,
        near === undefined
          ? `Declare it: ${type} ${JSON.stringify(name)} { … }, or correct the name.`
          : `Did you mean ${type}.${near}?`,
      );
    }
    // Functions of one name differ by their parameters: any of them stands for the name.
    if (
      !second ||
      found.every(
        (top) => this.schemaOf(top) === this.schemaOf(first) && this.finalName(top) === this.finalName(first),
      )
    )
      return first;
    throw new ProblemError(
      `multiple reference ${type}s found for ${JSON.stringify(name)}`,
      range,
      `Say which: give the blocks two labels, ${type} "schema" ${JSON.stringify(name)}, and write ${type}.schema.${name}.`,
    );
  }

  #resolveInside(top: TopBlock, path: readonly PathStep[], range: Range): Resolution | undefined {
    const [type, name] = path;
    if (typeof type !== "string" || name === undefined) return undefined;
    const ofType = this.#blocks.inner(top).get(type);
    if (!ofType) return undefined;
    if (!ofType.has(String(name)) && this.#blocks.isType(type)) return undefined;
    return this.#into(top, path, 0, range);
  }

  /**
   * Goes on from a block.
   *
   * @param used - how much of the path led to it.
   */
  #into(top: TopBlock, rest: readonly PathStep[], used: number, range: Range): Resolution {
    const [type, label, attribute] = rest;
    const reference = (...steps: readonly PathStep[]): Reference => ({
      kind: "reference",
      path: [resolvedRoot, top.id, ...steps],
    });
    if (type === undefined) return { value: reference(), used };
    const inner =
      label === undefined ? undefined : this.#blocks.inner(top).get(String(type))?.get(String(label));
    if (label !== undefined && inner) {
      if (attribute === undefined) return { value: reference(type, label), used: used + 2 };
      const value =
        attribute === "name"
          ? this.#partName(top, inner, String(label))
          : this.#guarded(top, `${type}.${label}.${attribute}`, range, () =>
              this.#blocks.literal(
                top,
                { ...inner, scope: this.inside(top, inner.scope) },
                String(attribute),
              ),
            );
      if (value === undefined) throw this.#broken(top, rest, range);
      return { value, used: used + 3 };
    }
    if (label === undefined || top.block.body.attributes.has(String(type))) {
      const value = type === "name" ? this.finalName(top, range) : this.#attribute(top, String(type), range);
      if (value !== undefined) return { value, used: used + 1 };
    }
    // `each.value.column.id` comes step by step: a type of blocks alone is on its way to one of them.
    if (label === undefined && this.#blocks.inner(top).has(String(type)))
      return { value: reference(type), used: used + 1 };
    if (label !== undefined && type === "column")
      throw new ProblemError(
        `column ${JSON.stringify(String(label))} was not found in ${top.block.type} ${top.label}`,
        range,
        this.#columnHint(top, String(label)),
      );
    throw this.#broken(top, rest, range);
  }

  #columnHint(top: TopBlock, label: string): string {
    const near = nearest(label, this.#blocks.inner(top).get("column")?.keys() ?? []);
    return near === undefined ? "Declare the column, or correct the name." : `Did you mean column.${near}?`;
  }

  #broken(top: TopBlock, rest: readonly PathStep[], range: Range): ProblemError {
    const path = [top.block.type, top.label, ...rest].join(".");
    return new ProblemError(
      `broken reference to ${JSON.stringify(path)}`,
      range,
      `Look at what the block ${top.block.type} ${JSON.stringify(top.label)} holds.`,
    );
  }

  #partName(top: TopBlock, { block, scope }: InnerBlock, label: string): string {
    if (!block.body.attributes.has("name")) return label;
    const value = this.#guarded(top, `${block.type}.${label}.name`, block.typeRange, () =>
      this.#blocks.literal(top, { block, scope }, "name"),
    );
    return typeof value === "string" ? value : label;
  }

  #attribute(top: TopBlock, name: string, range: Range = top.block.typeRange): Value | undefined {
    if (!top.block.body.attributes.has(name)) return undefined;
    return this.#guarded(top, name, range, () =>
      this.#blocks.literal(top, { block: top.block, scope: this.inside(top) }, name),
    );
  }

  #guarded<T>(top: TopBlock, path: string, range: Range, run: () => T): T {
    const key = `${top.id}.${path}`;
    if (this.#running.has(key))
      throw new ProblemError(
        `cyclic reference to ${JSON.stringify(`${top.block.type}.${top.label}.${path}`)}`,
        range,
        "Let one of the attributes of the circle have a value of its own.",
      );
    this.#running.add(key);
    try {
      return run();
    } finally {
      this.#running.delete(key);
    }
  }
}

/**
 * A target as codecs see it.
 *
 * @param from - the block in which the reference stands.
 */
export function blockReference(
  { names, blocks }: ReadingContext,
  from: TopBlock,
  { top, part }: Target,
  range: Range,
): BlockReference {
  return {
    type: top.block.type,
    schema: top.block.type === "schema" ? "" : names.schemaOf(top),
    name: names.finalName(top),
    ...(part && { part: { type: part.type, name: part.name } }),
    place: blocks.placeOf(from, range),
  };
}
