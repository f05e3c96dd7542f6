import type { AtlasError, Place } from "@atlas/core";
import { type BlockInstance, expandBlocks } from "../expand.ts";
import { problemsError, type Range } from "../problem.ts";
import type { Attribute } from "../syntax.ts";
import { isKind, isNumber, sqlText, typeName, type Value } from "../value.ts";
import { BlockValues, itemsOf } from "./block-values.ts";
import { blockReference, type ReadingContext } from "./names.ts";
import { normalizedWord, numberText, plainText, wholeNumber } from "./plain-values.ts";
import {
  commonAttributes,
  duplicateMessage,
  misspelt,
  repeatableBlocks,
  schemaHint,
  schemaValue,
  unexpectedHint,
  unknownWord,
} from "./reader-errors.ts";
import type { BlockReader, BlockReference, SqlOrLiteral, TypeExpression } from "./reading.ts";
import { inFile, type TopBlock } from "./top-blocks.ts";
import { typeValue, wordOf } from "./words.ts";

const noReaders: ReadonlyMap<string, readonly DocumentBlockReader[]> = new Map();

export class DocumentBlockReader implements BlockReader {
  readonly #top: TopBlock;
  readonly #instance: BlockInstance;
  readonly #context: ReadingContext;
  readonly #values: BlockValues;
  readonly #asked = new Set<string>();
  readonly #askedBlocks = new Set<string>();
  #lastAsked = "";
  #name: string | undefined;
  #inner: ReadonlyMap<string, readonly DocumentBlockReader[]> | undefined;

  constructor(top: TopBlock, instance: BlockInstance, context: ReadingContext) {
    this.#top = top;
    this.#instance = instance;
    this.#context = context;
    this.#values = new BlockValues(top, instance, context);
    if (instance.block.labels.length > 2)
      throw this.#problem(
        `too many labels for block: [${this.labels.join(" ")}]`,
        instance.block.typeRange,
        `Write ${this.type} "name".`,
      );
  }

  get labels(): readonly string[] {
    return this.#instance.block.labels.map(({ value }) => value);
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
    return plainText(value) ?? this.#fail(this.#wrong(attribute, "a text", value));
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
    return wholeNumber(value) ?? this.#fail(this.#wrong(attribute, "a whole number", value));
  }

  texts(attribute: string): readonly string[] | undefined {
    return this.#items(attribute)?.map(
      (item) => plainText(item) ?? this.#fail(this.#wrong(attribute, "a list of texts", item)),
    );
  }

  word(attribute: string, words?: readonly string[]): string | undefined {
    const expression = this.#attribute(attribute)?.value;
    if (!expression) return undefined;
    const value = this.#values.worded(expression);
    return value === null ? undefined : this.#asWord(attribute, value, words);
  }

  requiredWord(attribute: string, words?: readonly string[]): string {
    return this.word(attribute, words) ?? this.#missing(attribute);
  }

  wordOrSql(attribute: string): string | undefined {
    const expression = this.#attribute(attribute)?.value;
    if (!expression) return undefined;
    const value = this.#values.worded(expression);
    return value === null ? undefined : (sqlText(value) ?? this.#asWord(attribute, value, undefined));
  }

  words(attribute: string, words?: readonly string[]): readonly string[] | undefined {
    return this.#items(attribute, "words")?.map((item) => this.#asWord(attribute, item, words));
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
    const text = sqlText(value) ?? plainText(value);
    return text?.trim() ?? this.#fail(this.#wrong(attribute, 'a text or sql("…")', value));
  }

  typeExpression(attribute: string): TypeExpression | undefined {
    const found = this.#attribute(attribute);
    if (!found) return undefined;
    const value = this.#values.worded(found.value);
    if (value === null) return undefined;
    return (
      this.#asType(attribute, value, found.value) ??
      this.#fail(this.#wrong(attribute, 'a type, such as varchar(255), enum.status or sql("…")', value))
    );
  }

  typeExpressions(attribute: string): readonly TypeExpression[] | undefined {
    const found = this.#attribute(attribute);
    const items = this.#items(attribute);
    if (!found || !items) return undefined;
    return items.map(
      (item) =>
        this.#asType(attribute, item, found.value) ??
        this.#fail(this.#wrong(attribute, "a list of names and references", item)),
    );
  }

  reference(attribute: string, types: readonly string[]): BlockReference | undefined {
    const found = this.#attribute(attribute);
    if (!found) return undefined;
    const value = this.#values.of(found.value);
    if (value === null) return undefined;
    return this.#asReference(attribute, value, types, found.value);
  }

  references(attribute: string, types: readonly string[]): readonly BlockReference[] | undefined {
    const items = this.#items(attribute);
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
    const title = `${this.type} ${JSON.stringify(this.name)}`;
    const found = this.#attribute("schema");
    const missing = `cannot extract schema name for ${title}: missing attribute schema`;
    if (!found) throw this.#misspelt() ?? this.#problem(missing, undefined, schemaHint);
    const value = schemaValue(title, () => this.#values.of(found.value));
    const target = this.#context.names.targetOf(value);
    const wrong = `cannot extract schema name for ${title}: expected a reference to a schema`;
    if (target?.top.block.type !== "schema" || target.part)
      throw this.#problem(wrong, found.value, schemaHint);
    if (this.#context.isBound) return "";
    return inFile(this.#top.file, () => this.#context.names.finalName(target.top));
  }

  get attributeNames(): readonly string[] {
    return [...this.#instance.block.body.attributes.values()]
      .filter(({ name, value }) => name !== "for_each" && !this.#values.isNull(value))
      .map(({ name }) => name);
  }

  has(attribute: string): boolean {
    const found = this.#attribute(attribute);
    return found !== undefined && !this.#values.isNull(found.value);
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
      if (this.#asked.has(name) || commonAttributes.includes(name)) continue;
      throw this.#unexpected("attribute", name, nameRange, this.#asked);
    }
    if (attributes.has("depends_on") && !this.#asked.has("depends_on")) this.references("depends_on", []);
    for (const [type, readers] of this.#children()) {
      const [first] = readers;
      if (!this.#askedBlocks.has(type) && first)
        throw this.#unexpected("block", type, first.#instance.block.typeRange, this.#askedBlocks);
      for (const reader of readers) reader.done();
    }
  }

  error(message: string, hint: string, attribute?: string): Error {
    const { block } = this.#instance;
    if (attribute === undefined) return this.#misspelt() ?? this.#problem(message, block.typeRange, hint);
    return this.#problem(message, block.body.attributes.get(attribute)?.value ?? block.typeRange, hint);
  }

  /** What was asked for last is not there, and something like it is: that tells more than what is missing. */
  #misspelt(): Error | undefined {
    const found = misspelt(this.#lastAsked, this.#instance.block.body.attributes, this.#asked);
    return found && this.#unexpected("attribute", found.name, found.nameRange, new Set([this.#lastAsked]));
  }

  get #title(): string {
    const { name } = this;
    return name === "" ? this.type : `${this.type} ${JSON.stringify(name)}`;
  }

  #children(): ReadonlyMap<string, readonly DocumentBlockReader[]> {
    if (this.#inner) return this.#inner;
    const { block } = this.#instance;
    if (block.body.blocks.length === 0) return (this.#inner = noReaders);
    const byType = new Map<string, DocumentBlockReader[]>();
    const seen = new Map<string, DocumentBlockReader>();
    for (const instance of expandBlocks(block.body, this.#values.optionsOutside)) {
      const { type } = instance.block;
      const reader = new DocumentBlockReader(this.#top, instance, this.#context);
      const list = byType.get(type);
      if (list) list.push(reader);
      else byType.set(type, [reader]);
      const { labels } = instance.block;
      if (labels.length === 0 || repeatableBlocks.includes(type)) continue;
      const key =
        labels.length === 1 ? `${type} ${labels[0]?.value}` : JSON.stringify([type, ...reader.labels]);
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
    // Every error names its block.
    if (name !== "name") this.#lastAsked = name;
    return this.#instance.block.body.attributes.get(name);
  }

  /** What an attribute is worth; `undefined` where it is not there or null. References are none. */
  #value(name: string): Exclude<Value, null> | undefined {
    const found = this.#attribute(name);
    if (!found) return undefined;
    const { value: expression } = found;
    const value = this.#values.plain(expression);
    if (value === null) return undefined;
    if (isKind(value, "reference"))
      throw this.#problem(
        `invalid reference used in ${name}`,
        expression,
        "Give the value itself, such as a text in double quotes.",
      );
    return value;
  }

  #items(attribute: string, elements: "values" | "words" = "values"): readonly Value[] | undefined {
    const found = this.#attribute(attribute);
    if (!found) return undefined;
    const value = this.#values.listed(found.value, elements);
    if (value === null) return undefined;
    return itemsOf(value) ?? this.#fail(this.#wrong(attribute, "a list", value));
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
    const wanted = normalizedWord(word);
    const found = words.find((candidate) => normalizedWord(candidate) === wanted);
    if (found !== undefined) return found;
    throw unknownWord(this, attribute, word, words);
  }

  #asType(attribute: string, value: Value, range: Range): TypeExpression | undefined {
    const place = this.placeOfAttribute(attribute);
    const reference = this.#context.names.targetOf(value);
    if (reference) return { reference: blockReference(this.#context, this.#top, reference, range), place };
    const type = typeValue(value);
    return type && { ...type, place };
  }

  #asReference(attribute: string, value: Value, types: readonly string[], range: Range): BlockReference {
    const target = this.#context.names.targetOf(value);
    const type = target?.part?.type ?? target?.top.block.type;
    if (target && type !== undefined && (types.length === 0 || types.includes(type)))
      return blockReference(this.#context, this.#top, target, range);
    throw this.#problem(
      `invalid reference used in ${attribute}`,
      range,
      `Write a reference to a block ${types.join(" or ")}, such as ${types[0] ?? "table"}.name.`,
    );
  }

  #fail(error: Error): never {
    throw error;
  }

  #missing(attribute: string): never {
    throw this.error(
      `missing attribute ${[this.type, ...(this.name === "" ? [] : [this.name]), attribute].join(".")}`,
      `Add ${attribute} = … to the block.`,
    );
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
    return this.#problem(
      `unexpected ${what} ${JSON.stringify(name)} in ${this.#title}`,
      range,
      unexpectedHint(name, known),
    );
  }

  #problem(message: string, range: Range | undefined, hint: string): AtlasError {
    const { document } = this.#top.file;
    return problemsError(document, [{ message, range: range ?? this.#instance.block.typeRange, hint }]);
  }
}
