import { nearest, type AtlasError, type Place } from "@atlas/core";
import {
  type Attribute,
  type Block,
  type Body,
  ConversionError,
  convert,
  type Document,
  evaluate,
  expandBlocks,
  type Expression,
  type FunctionTable,
  isKind,
  isList,
  placeOf,
  problemsError,
  type Range,
  type Scope,
  type Type,
  typeName,
  type Value,
} from "@atlas/hcl";

/** What the expressions of a block mean. */
export interface Meaning {
  readonly document: Document;
  readonly scope: Scope;
  readonly functions: FunctionTable;
}

/**
 * One block of a project file while its settings are read. It takes note of what it is asked for: what nobody
 * asked for is an error with its place and the nearest known name, told by `done`. An attribute that is
 * `null` is not there.
 */
export class SettingsBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly meaning: Meaning;
  readonly range: Range;
  readonly #body: Body;
  readonly #asked = new Set<string>();
  readonly #askedBlocks = new Set<string>();

  constructor(block: Pick<Block, "type" | "typeRange" | "labels" | "body">, meaning: Meaning) {
    this.type = block.type;
    this.labels = block.labels.map(({ value }) => value);
    this.range = block.typeRange;
    this.meaning = meaning;
    this.#body = block.body;
  }

  get place(): Place {
    return placeOf(this.meaning.document, this.range.start);
  }

  /** The place of an attribute's value; that of the block where it is not there. */
  placeOf(attribute: string): Place {
    return placeOf(
      this.meaning.document,
      this.#body.attributes.get(attribute)?.value.start ?? this.range.start,
    );
  }

  /** What is wrong with an attribute, or with the block. */
  problem(message: string, hint: string, attribute?: string): AtlasError {
    const range =
      attribute === undefined ? this.range : (this.#body.attributes.get(attribute)?.value ?? this.range);
    return problemsError(this.meaning.document, [{ message, hint, range }]);
  }

  has(attribute: string): boolean {
    return this.#attribute(attribute) !== undefined;
  }

  /** As it is written. */
  expression(attribute: string): Expression | undefined {
    return this.#attribute(attribute)?.value;
  }

  value(attribute: string): Value | undefined {
    const found = this.#attribute(attribute);
    return found ? (this.evaluate(found.value) ?? undefined) : undefined;
  }

  evaluate(expression: Expression, scope: Scope = this.meaning.scope): Value {
    const { document: source, functions } = this.meaning;
    return evaluate(expression, { source, scope, functions });
  }

  text(attribute: string): string | undefined {
    return this.#convert(attribute, { kind: "string" }, "a text") as string | undefined; // Converted to a string.
  }

  requiredText(attribute: string): string {
    const text = this.text(attribute);
    if (text === undefined) throw this.missing(attribute);
    return text;
  }

  bool(attribute: string): boolean | undefined {
    return this.#convert(attribute, { kind: "bool" }, "true or false") as boolean | undefined; // As above.
  }

  /** A whole number that is not negative. */
  count(attribute: string): number | undefined {
    const value = this.#convert(attribute, { kind: "number" }, "a number");
    if (value === undefined) return undefined;
    const count = Number(value);
    if (Number.isSafeInteger(count) && count >= 0) return count;
    throw this.problem(`${attribute} is a whole number, zero or more`, "Correct the number.", attribute);
  }

  /** A list of texts. One text stands for a list of one where `single` says so. */
  texts(attribute: string, options: { readonly single?: boolean } = {}): readonly string[] | undefined {
    const value = this.value(attribute);
    if (value === undefined) return undefined;
    if (options.single && typeof value === "string") return [value];
    const list: Type = { kind: "list", of: { kind: "string" } };
    return this.#converted(value, attribute, list, "a list of texts") as readonly string[]; // As above.
  }

  /** A map of texts. */
  textMap(attribute: string): Readonly<Record<string, string>> | undefined {
    const value = this.#convert(attribute, { kind: "map", of: { kind: "string" } }, "a map of texts");
    if (value === undefined || !isKind(value, "object")) return undefined;
    return Object.fromEntries(
      [...value.fields].map(([key, item]) => [key, typeof item === "string" ? item : ""]),
    );
  }

  map(attribute: string): ReadonlyMap<string, Value> | undefined {
    const value = this.value(attribute);
    if (value === undefined) return undefined;
    if (isKind(value, "object")) return value.fields;
    throw this.problem(
      `${attribute} is a map, not ${typeName(value)}`,
      `Write ${attribute} = { key = value }.`,
      attribute,
    );
  }

  list(attribute: string): readonly Value[] | undefined {
    const value = this.value(attribute);
    if (value === undefined) return undefined;
    if (isList(value)) return value;
    if (isKind(value, "set")) return value.items;
    return undefined;
  }

  /** A bare word or the same in quotes, as it is spelled in `words`; letter case, `-` and `_` do not matter. */
  word<W extends string>(attribute: string, words: readonly W[]): W | undefined {
    const found = this.#attribute(attribute);
    if (!found) return undefined;
    const value = found.value.kind === "variable" ? found.value.name : this.evaluate(found.value);
    if (value === null) return undefined;
    const plain = (text: string): string => text.toLowerCase().replaceAll("_", "-");
    const word = typeof value === "string" ? words.find((known) => plain(known) === plain(value)) : undefined;
    if (word !== undefined) return word;
    const told = typeof value === "string" ? JSON.stringify(value) : typeName(value);
    throw this.problem(`${attribute} cannot be ${told}`, `Use one of: ${words.join(", ")}.`, attribute);
  }

  /** Milliseconds of a duration such as `10s`. */
  durationMs(attribute: string): number | undefined {
    const text = this.text(attribute);
    if (text === undefined) return undefined;
    const milliseconds = durationMs(text);
    if (milliseconds !== undefined) return milliseconds;
    throw this.problem(
      `${JSON.stringify(text)} is no duration`,
      'Write it like "10s" or "1m30s".',
      attribute,
    );
  }

  /** The one block of a type. */
  block(type: string, options: { readonly labels?: number } = {}): SettingsBlock | undefined {
    const [first, second] = this.blocks(type);
    if (second) throw second.problem(`duplicate block ${JSON.stringify(type)}`, "Keep one of them.");
    first?.wantLabels(options.labels ?? 0);
    return first;
  }

  blocks(type: string): readonly SettingsBlock[] {
    this.#askedBlocks.add(type);
    const { document: source, scope, functions } = this.meaning;
    return expandBlocks(this.#body, { source, scope, functions })
      .filter(({ block }) => block.type === type)
      .map(({ block, scope: inner }) => new SettingsBlock(block, { ...this.meaning, scope: inner }));
  }

  wantLabels(count: number): void {
    if (this.labels.length === count) return;
    const wanted = count === 0 ? "no label" : count === 1 ? "one label" : `${count} labels`;
    throw this.problem(
      `the block ${this.type} takes ${wanted}, found ${this.labels.length}`,
      `Write ${this.type}${' "name"'.repeat(count)} { … }.`,
    );
  }

  /** The attributes that nobody asked for, in their order. */
  others(): ReadonlyMap<string, Value> {
    const rest = [...this.#body.attributes.keys()].filter((name) => !this.#asked.has(name));
    return new Map(
      rest.flatMap((name): readonly (readonly [string, Value])[] => {
        const value = this.value(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  /** @throws {AtlasError} `E_HCL` for an attribute or block that nobody asked for. */
  done(): void {
    const unknownAttribute = [...this.#body.attributes.values()].find(({ name }) => !this.#asked.has(name));
    if (unknownAttribute)
      throw this.#unknown("attribute", unknownAttribute.name, unknownAttribute.nameRange, this.#asked);
    this.blocksDone();
  }

  /** Attributes that nobody asked for, in words for people with their place: of blocks in which these are allowed. */
  unread(): readonly string[] {
    return [...this.#body.attributes.values()]
      .filter(({ name }) => !this.#asked.has(name))
      .map(({ name, nameRange }) => {
        const { message, place } = this.#unknown("attribute", name, nameRange, this.#asked);
        const where = place ? `${place.file}:${place.line}:${place.column}: ` : "";
        return `${where}${message}: it has no effect`;
      });
  }

  /** As `done`, for blocks alone. */
  blocksDone(): void {
    const { document: source, scope, functions } = this.meaning;
    for (const { block } of expandBlocks(this.#body, { source, scope, functions }))
      if (!this.#askedBlocks.has(block.type))
        throw this.#unknown("block", block.type, block.typeRange, this.#askedBlocks);
  }

  missing(attribute: string): AtlasError {
    const unread = [...this.#body.attributes.keys()].filter((name) => !this.#asked.has(name));
    const meant = unread.find((name) => nearest(name, [attribute]) !== undefined);
    return this.problem(
      `Missing required argument; The argument ${JSON.stringify(attribute)} is required, but no definition was found.`,
      meant === undefined
        ? `Add ${attribute} to the block ${this.type}.`
        : `Did you mean ${attribute} where it says ${meant}?`,
    );
  }

  #unknown(what: string, name: string, range: Range, known: ReadonlySet<string>): AtlasError {
    const near = nearest(name, known);
    const all = [...known].toSorted().join(", ");
    return problemsError(this.meaning.document, [
      {
        message: `the block ${this.type} has no ${what} ${JSON.stringify(name)}`,
        range,
        hint: near !== undefined ? `Did you mean ${near}?` : all === "" ? "Remove it." : `It has: ${all}.`,
      },
    ]);
  }

  #attribute(name: string): Attribute | undefined {
    this.#asked.add(name);
    return this.#body.attributes.get(name);
  }

  #convert(attribute: string, type: Type, wanted: string): Value | undefined {
    const value = this.value(attribute);
    return value === undefined ? undefined : this.#converted(value, attribute, type, wanted);
  }

  #converted(value: Value, attribute: string, type: Type, wanted: string): Value {
    try {
      return convert(value, type);
    } catch (error) {
      if (!(error instanceof ConversionError)) throw error;
      throw this.problem(`${attribute} is ${wanted}: ${error.message}`, "Correct the value.", attribute);
    }
  }
}

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a duration as Go writes it; `undefined` when it is none. */
export function durationMs(text: string): number | undefined {
  if (text === "0") return 0;
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g))
    total += Number(amount) * (unitMs[unit ?? ""] ?? 0);
  return total;
}
