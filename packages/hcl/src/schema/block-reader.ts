import { AtlasError, type Place } from "@atlas/core";
import { evaluate } from "../evaluate.ts";
import { type BlockInstance, expandBlocks } from "../expand.ts";
import { problemsError, type Range } from "../problem.ts";
import type { Attribute, Expression } from "../syntax.ts";
import { isKind, isList, isNumber, type Scope, sqlText, typeName, type Value } from "../value.ts";
import { type Names, type Target } from "./names.ts";
import { nearest } from "./nearest.ts";
import type { BlockReader, BlockReference, SqlOrLiteral, TypeExpression } from "./reading.ts";
import { inFile, type TopBlock, type TopBlocks } from "./top-blocks.ts";
import { typeValue, withWords, wordOf } from "./words.ts";

/** What all readers of a document share. */
export interface ReadingContext {
  readonly blocks: TopBlocks;
  readonly names: Names;
  readonly isBound: boolean;
}

/** Attributes that belong to every block, whatever its kind reads. */
const common = ["name", "for_each", "depends_on"];

/** Blocks inside of which several may have one label. */
const repeatable = ["arg"];

export class DocumentBlockReader implements BlockReader {
  readonly labels: readonly string[];
  readonly #top: TopBlock;
  readonly #instance: BlockInstance;
  readonly #context: ReadingContext;
  /** The names known in its attributes. */
  readonly #scope: Scope;
  #wordScope: Scope | undefined;
  readonly #asked = new Set<string>();
  readonly #askedBlocks = new Set<string>();
  #name: string | undefined;
  #inner: ReadonlyMap<string, readonly DocumentBlockReader[]> | undefined;

  constructor(
    top: TopBlock,
    instance: BlockInstance,
    context: ReadingContext,
    outer: Scope = instance.scope,
  ) {
    this.#top = top;
    this.#instance = instance;
    this.#context = context;
    this.#scope = context.names.inside(top, outer);
    this.labels = instance.block.labels.map(({ value }) => value);
    if (this.labels.length > 2)
      throw this.#problem(
        `too many labels for block: [${this.labels.join(" ")}]`,
        instance.block.typeRange,
        `Write ${this.type} "name".`,
      );
  }

  /** The block at the top of a document. */
  static of(top: TopBlock, context: ReadingContext): DocumentBlockReader {
    return new DocumentBlockReader(top, { block: top.block, scope: top.scope }, context);
  }

  get type(): string {
    return this.#instance.block.type;
  }

  get name(): string {
    this.#name ??= this.#isTop
      ? inFile(this.#top.file, () => this.#context.names.finalName(this.#top))
      : (this.text("name") ?? this.labels.at(-1) ?? "");
    return this.#name;
  }

  get #isTop(): boolean {
    return this.#instance.block === this.#top.block;
  }

  get place(): Place {
    return this.#context.blocks.placeOf(this.#top, this.#instance.block);
  }

  text(attribute: string): string | undefined {
    const value = this.#value(attribute);
    if (value === undefined) return undefined;
    if (typeof value === "string") return value;
    if (isNumber(value) || typeof value === "boolean") return String(value);
    throw this.#wrong(attribute, "a text", value);
  }

  requiredText(attribute: string): string {
    return this.text(attribute) ?? this.#missing(attribute);
  }

  bool(attribute: string): boolean | undefined {
    const value = this.#value(attribute);
    if (value === undefined || typeof value === "boolean") return value;
    if (value === "true" || value === "false") return value === "true";
    throw this.#wrong(attribute, "true or false", value);
  }

  int(attribute: string): string | undefined {
    const value = this.#value(attribute);
    if (value === undefined) return undefined;
    if (typeof value === "bigint") return String(value);
    if (typeof value === "number" && Number.isInteger(value)) return BigInt(value).toString();
    if (typeof value === "string" && /^[+-]?[0-9]+$/.test(value)) return String(BigInt(value));
    throw this.#wrong(attribute, "a whole number", value);
  }

  texts(attribute: string): readonly string[] | undefined {
    return this.#items(attribute, this.#scope)?.map((item) => {
      if (typeof item === "string") return item;
      if (isNumber(item) || typeof item === "boolean") return String(item);
      throw this.#wrong(attribute, "a list of texts", item);
    });
  }

  word(attribute: string, words?: readonly string[]): string | undefined {
    const expression = this.#attribute(attribute)?.value;
    if (!expression) return undefined;
    const value = this.#worded(expression);
    return value === null ? undefined : this.#asWord(attribute, value, words);
  }

  requiredWord(attribute: string, words?: readonly string[]): string {
    return this.word(attribute, words) ?? this.#missing(attribute);
  }

  wordOrSql(attribute: string): string | undefined {
    const expression = this.#attribute(attribute)?.value;
    if (!expression) return undefined;
    const value = this.#worded(expression);
    return value === null ? undefined : (sqlText(value) ?? this.#asWord(attribute, value, undefined));
  }

  words(attribute: string, words?: readonly string[]): readonly string[] | undefined {
    return this.#items(attribute, (this.#wordScope ??= withWords(this.#scope)))?.map((item) =>
      this.#asWord(attribute, item, words),
    );
  }

  sqlOrLiteral(attribute: string): SqlOrLiteral | undefined {
    const value = this.#value(attribute);
    if (value === undefined) return undefined;
    const sql = sqlText(value);
    if (sql !== undefined) return { sql };
    if (typeof value === "string" || typeof value === "boolean") return { literal: value };
    if (!isNumber(value)) throw this.#wrong(attribute, 'a text, a number, true, false or sql("…")', value);
    const text = numberText(this.#attribute(attribute)?.value);
    return { literal: value, ...(text !== undefined && { text }) };
  }

  expression(attribute: string): string | undefined {
    const value = this.#value(attribute);
    if (value === undefined) return undefined;
    const text = sqlText(value) ?? value;
    if (typeof text === "string") return text.trim();
    if (isNumber(text) || typeof text === "boolean") return String(text);
    throw this.#wrong(attribute, 'a text or sql("…")', value);
  }

  typeExpression(attribute: string): TypeExpression | undefined {
    const found = this.#attribute(attribute);
    if (!found) return undefined;
    const value = this.#worded(found.value);
    if (value === null) return undefined;
    const place = this.placeOfAttribute(attribute);
    const reference = this.#context.names.targetOf(value);
    if (reference) return { reference: this.#referenceOf(reference, found.value), place };
    const type = typeValue(value);
    if (type) return { ...type, place };
    throw this.#wrong(attribute, 'a type, such as varchar(255), enum.status or sql("…")', value);
  }

  reference(attribute: string, types: readonly string[]): BlockReference | undefined {
    const found = this.#attribute(attribute);
    if (!found) return undefined;
    const value = evaluate(found.value, this.#options(this.#scope));
    if (value === null) return undefined;
    return this.#asReference(attribute, value, types, found.value);
  }

  references(attribute: string, types: readonly string[]): readonly BlockReference[] | undefined {
    const items = this.#items(attribute, this.#scope);
    if (!items) return undefined;
    const list = this.#attribute(attribute)?.value;
    const range: Range = list ?? this.#instance.block;
    const places = list?.kind === "tuple" ? list.items : [];
    const count = items.filter((item) => isKind(item, "reference")).length;
    if (count > 0 && count < items.length)
      throw this.#problem(
        `mixed list types used in ${JSON.stringify(attribute)} attribute`,
        range,
        "Let all elements be references.",
      );
    return items.map((item, at) => this.#asReference(attribute, item, types, places[at] ?? range));
  }

  schema(): string {
    const { names, isBound } = this.#context;
    const title = `${this.type} ${JSON.stringify(this.name)}`;
    const found = this.#attribute("schema");
    const hint = `Write schema = schema.name, with the label of a block schema "name" { … }.`;
    const fail = (reason: string, cause?: unknown): Error =>
      this.#problem(`cannot extract schema name for ${title}: ${reason}`, found?.value, hint, cause);
    if (!found) throw fail("missing attribute schema");
    let value: Value;
    try {
      value = evaluate(found.value, this.#options(this.#scope));
    } catch (error) {
      if (!(error instanceof AtlasError)) throw error;
      const missing = /^referenced schema ("(?:.|\n)*") not found$/.exec(error.message)?.[1];
      if (missing === undefined) throw fail(error.message, error);
      throw this.#problem(`schema ${missing} not found for ${title}`, found.value, error.hint ?? hint, error);
    }
    const target = names.targetOf(value);
    if (target?.top.block.type !== "schema" || target.part) throw fail("expected a reference to a schema");
    return isBound ? "" : inFile(this.#top.file, () => names.finalName(target.top));
  }

  get attributeNames(): readonly string[] {
    return [...this.#instance.block.body.attributes.values()]
      .filter(({ name, value }) => name !== "for_each" && !this.#isNull(value))
      .map(({ name }) => name);
  }

  has(attribute: string): boolean {
    const found = this.#attribute(attribute);
    return found !== undefined && !this.#isNull(found.value);
  }

  placeOfAttribute(attribute: string): Place {
    const { block } = this.#instance;
    return this.#context.blocks.placeOf(this.#top, block.body.attributes.get(attribute)?.value ?? block);
  }

  blocks(type: string): readonly DocumentBlockReader[] {
    this.#askedBlocks.add(type);
    return this.#children().get(type) ?? [];
  }

  block(type: string): DocumentBlockReader | undefined {
    const [first, second] = this.blocks(type);
    if (first && second)
      throw second.error(
        `multiple ${type} blocks found in ${this.#title}; the first is in line ${first.place.line}`,
        "Keep one of them.",
      );
    return first;
  }

  get blockTypes(): readonly string[] {
    return [...this.#children().keys()];
  }

  done(): void {
    const { attributes } = this.#instance.block.body;
    for (const { name, nameRange } of attributes.values()) {
      if (this.#asked.has(name) || common.includes(name)) continue;
      throw this.#unexpected("attribute", name, nameRange, this.#asked);
    }
    if (attributes.has("depends_on") && !this.#asked.has("depends_on")) this.#checkReferences("depends_on");
    for (const [type, readers] of this.#children()) {
      const [first] = readers;
      if (!this.#askedBlocks.has(type) && first)
        throw this.#unexpected("block", type, first.#instance.block.typeRange, this.#askedBlocks);
      for (const reader of readers) reader.done();
    }
  }

  error(message: string, hint: string, attribute?: string): Error {
    const { block } = this.#instance;
    const found = attribute === undefined ? undefined : block.body.attributes.get(attribute);
    return this.#problem(message, found?.value ?? block.typeRange, hint);
  }

  get #title(): string {
    const { name } = this;
    return name === "" ? this.type : `${this.type} ${JSON.stringify(name)}`;
  }

  #children(): ReadonlyMap<string, readonly DocumentBlockReader[]> {
    if (this.#inner) return this.#inner;
    const { block } = this.#instance;
    const byType = new Map<string, DocumentBlockReader[]>();
    const seen = new Map<string, DocumentBlockReader>();
    for (const instance of expandBlocks(block.body, this.#options(this.#instance.scope))) {
      const { type } = instance.block;
      const reader = new DocumentBlockReader(this.#top, instance, this.#context);
      const list = byType.get(type);
      if (list) list.push(reader);
      else byType.set(type, [reader]);
      if (reader.labels.length === 0 || repeatable.includes(type)) continue;
      const key = JSON.stringify([type, ...reader.labels]);
      const other = seen.get(key);
      if (other)
        throw reader.error(
          ...duplicateMessage(`${type} ${JSON.stringify(reader.labels.at(-1))}`, other.place),
        );
      seen.set(key, reader);
    }
    this.#inner = byType;
    return byType;
  }

  #attribute(name: string): Attribute | undefined {
    this.#asked.add(name);
    return this.#instance.block.body.attributes.get(name);
  }

  #options(scope: Scope) {
    return { source: this.#top.file.document, scope, functions: this.#context.blocks.functions };
  }

  #isNull(value: Expression): boolean {
    if (value.kind === "template" || value.kind === "tuple" || value.kind === "variable") return false;
    return value.kind === "literal" ? value.value === null : this.#worded(value) === null;
  }

  /** What an attribute is worth; `undefined` where it is not there or null. References are none. */
  #value(name: string): Exclude<Value, null> | undefined {
    const found = this.#attribute(name);
    if (!found) return undefined;
    const { value: expression } = found;
    const value = quickValue(expression) ?? evaluate(expression, this.#options(this.#scope));
    if (value === null) return undefined;
    if (isKind(value, "reference"))
      throw this.#problem(
        `invalid reference used in ${name}`,
        expression,
        "Give the value itself, such as a text in double quotes.",
      );
    return value;
  }

  #items(attribute: string, scope: Scope): readonly Value[] | undefined {
    const found = this.#attribute(attribute);
    if (!found) return undefined;
    const value = evaluate(found.value, this.#options(scope));
    if (value === null) return undefined;
    if (isList(value)) return value;
    if (isKind(value, "set")) return value.items;
    throw this.#wrong(attribute, "a list", value);
  }

  /** The value of an expression in which bare words stand for themselves. */
  #worded(expression: Expression): Value {
    if (expression.kind === "variable") return expression.name;
    return evaluate(expression, this.#options((this.#wordScope ??= withWords(this.#scope))));
  }

  #asWord(attribute: string, value: Value, words: readonly string[] | undefined): string {
    const word = wordOf(value);
    if (word === undefined) {
      if (isKind(value, "reference"))
        throw this.error(
          `invalid reference used in ${attribute}`,
          "Write one of the words it takes.",
          attribute,
        );
      throw this.#wrong(attribute, "a word", value);
    }
    if (!words) return word;
    const wanted = normalized(word);
    const found = words.find((candidate) => normalized(candidate) === wanted);
    if (found !== undefined) return found;
    throw unknownWord(this, attribute, word, words);
  }

  #asReference(attribute: string, value: Value, types: readonly string[], range: Range): BlockReference {
    const target = this.#context.names.targetOf(value);
    const type = target?.part?.type ?? target?.top.block.type;
    if (target && type !== undefined && (types.length === 0 || types.includes(type)))
      return this.#referenceOf(target, range);
    throw this.#problem(
      `invalid reference used in ${attribute}`,
      range,
      `Write a reference to a block ${types.join(" or ")}, such as ${types[0] ?? "table"}.name.`,
    );
  }

  #referenceOf({ top, part }: Target, range: Range): BlockReference {
    const { names, blocks } = this.#context;
    return {
      type: top.block.type,
      schema: top.block.type === "schema" ? "" : names.schemaOf(top),
      name: names.finalName(top),
      ...(part && { part: { type: part.type, name: part.name } }),
      place: blocks.placeOf(this.#top, range),
    };
  }

  #checkReferences(attribute: string): void {
    this.references(attribute, []);
  }

  #missing(attribute: string): never {
    throw this.error(
      `missing attribute ${[...this.#path, attribute].join(".")}`,
      `Add ${attribute} = … to the block.`,
    );
  }

  get #path(): readonly string[] {
    return this.name === "" ? [this.type] : [this.type, this.name];
  }

  #wrong(attribute: string, wanted: string, value: Value): Error {
    if (isKind(value, "reference"))
      return this.error(`invalid reference used in ${attribute}`, `Give ${wanted}.`, attribute);
    return this.error(
      `${this.type}.${attribute} has to be ${wanted}, not a value of type ${typeName(value)}`,
      "Correct the value.",
      attribute,
    );
  }

  #unexpected(what: string, name: string, range: Range, known: ReadonlySet<string>): Error {
    const near = nearest(name, known);
    const all = [...known].toSorted();
    return this.#problem(
      `unexpected ${what} ${JSON.stringify(name)} in ${this.#title}`,
      range,
      near === undefined
        ? all.length === 0
          ? "Remove it."
          : `Remove it; known here: ${all.join(", ")}.`
        : `Did you mean ${near}?`,
    );
  }

  #problem(message: string, range: Range | undefined, hint: string, cause?: unknown): AtlasError {
    const { lines, document } = this.#top.file;
    if (cause === undefined && range) return problemsError(document, [{ message, range, hint }]);
    const place = lines.placeOf((range ?? this.#instance.block).start);
    return new AtlasError("E_HCL", message, { hint, place, cause });
  }
}

/**
 * The error about a word that an attribute does not take: `Unknown column.type; There is no type named "foo".`
 */
export function unknownWord(
  block: BlockReader,
  attribute: string,
  word: string,
  known: Iterable<string>,
): Error {
  const near = nearest(word, known);
  const all = [...known];
  return block.error(
    `Unknown ${block.type}.${attribute}; There is no ${attribute} named ${JSON.stringify(word)}.`,
    near === undefined
      ? all.length > 0 && all.length <= 20
        ? `Known are ${all.join(", ")}.`
        : 'Correct its spelling, or write it as sql("…").'
      : `Did you mean ${near}?`,
    attribute,
  );
}

/** Message and hint about something that is there twice. */
export function duplicateMessage(what: string, first: Place): readonly [message: string, hint: string] {
  return [
    `${what} is there a second time; the first is at ${first.file}:${first.line}:${first.column}`,
    "Keep one of them, or give one another name.",
  ];
}

/** Words are the same in any letter case, with blanks or underscores. */
function normalized(word: string): string {
  return word.toUpperCase().replaceAll(" ", "_");
}

/** Most values are plain texts and literals. `undefined`: it has to be computed (or is null). */
function quickValue(expression: Expression): Exclude<Value, null> | undefined {
  if (expression.kind === "literal") return expression.value ?? undefined;
  if (expression.kind !== "template" || expression.parts.length !== 1) return undefined;
  const [only] = expression.parts;
  return only?.kind === "text" ? only.value : undefined;
}

/** The digits of a number as they were written, where it is written as it stands. */
function numberText(expression: Expression | undefined): string | undefined {
  if (expression?.kind === "literal") return expression.text;
  if (expression?.kind !== "unary" || expression.operator !== "-") return undefined;
  const text = numberText(expression.operand);
  return text === undefined ? undefined : `-${text}`;
}
