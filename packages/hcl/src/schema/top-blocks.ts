import type { Place } from "@atlas/core";
import { evaluate } from "../evaluate.ts";
import { expandBlocks, forEach } from "../expand.ts";
import type { FunctionTable } from "../call.ts";
import { ProblemError, problemsError, type Range } from "../problem.ts";
import type { Block, Document } from "../syntax.ts";
import type { Scope, Value } from "../value.ts";
import { LineIndex } from "./line-index.ts";

/** A file of the document. */
export interface File {
  readonly document: Document;
  readonly lines: LineIndex;
}

/** A block at the top of the document; one with `for_each` is there once for each element. */
export interface TopBlock {
  /** Its position among all of them. */
  readonly id: number;
  readonly file: File;
  readonly block: Block;
  /** What references call it: its last label. */
  readonly label: string;
  readonly qualifier: string | undefined;
  /** The names known in its attributes, without those of its own blocks. */
  readonly scope: Scope;
}

/** A block inside of a top-level block, as references find it. */
export interface InnerBlock {
  readonly block: Block;
  readonly scope: Scope;
}

/** The blocks at the top of all files, by what references call them. */
export class TopBlocks {
  readonly all: TopBlock[] = [];
  readonly functions: FunctionTable;
  readonly #types: ReadonlySet<string>;
  readonly #byType = new Map<string, TypeIndex>();
  readonly #inner = new Map<number, ReadonlyMap<string, ReadonlyMap<string, InnerBlock>>>();

  /** @param types - of all blocks that there may be. */
  constructor(functions: FunctionTable, types: Iterable<string>) {
    this.functions = functions;
    this.#types = new Set(types);
  }

  /** @param scope - what all files know. */
  add(file: File, block: Block, scope: Scope): void {
    const { document: source } = file;
    const labels = block.labels.map(({ value }) => value);
    if (labels.length > 2)
      throw problemsError(source, [
        {
          message: `too many labels for block: [${labels.join(" ")}]`,
          range: block.typeRange,
          hint: `Write ${block.type} "name", or ${block.type} "schema" "name".`,
        },
      ]);
    const [label = "", qualifier] = labels.toReversed();
    for (const instance of forEach(block, { source, scope, functions: this.functions })) {
      const top = { id: this.all.length, file, block, label, qualifier, scope: instance.scope };
      this.all.push(top);
      this.#index(block.type).add(top);
    }
  }

  #index(type: string): TypeIndex {
    let index = this.#byType.get(type);
    if (!index) this.#byType.set(type, (index = new TypeIndex()));
    return index;
  }

  isType(type: string): boolean {
    return this.#types.has(type);
  }

  ofType(type: string): readonly TopBlock[] {
    return this.#byType.get(type)?.all ?? [];
  }

  byLabel(type: string, label: string): readonly TopBlock[] {
    return this.#byType.get(type)?.byLabel.get(label) ?? [];
  }

  byQualifiedLabel(type: string, qualifier: string, label: string): readonly TopBlock[] {
    return this.#byType.get(type)?.byQualified.get(qualifier)?.get(label) ?? [];
  }

  labelsOf(type: string): Iterable<string> {
    return this.#byType.get(type)?.byLabel.keys() ?? [];
  }

  /** The blocks inside of a block by type and label; those without a label are numbered from 0. */
  inner(top: TopBlock): ReadonlyMap<string, ReadonlyMap<string, InnerBlock>> {
    const known = this.#inner.get(top.id);
    if (known) return known;
    const { document: source } = top.file;
    const byType = new Map<string, Map<string, InnerBlock>>();
    for (const inner of expandBlocks(top.block.body, {
      source,
      scope: top.scope,
      functions: this.functions,
    })) {
      const { type, labels } = inner.block;
      let byLabel = byType.get(type);
      if (!byLabel) byType.set(type, (byLabel = new Map()));
      const label = labels.at(-1)?.value ?? String(byLabel.size);
      if (!byLabel.has(label)) byLabel.set(label, inner);
    }
    this.#inner.set(top.id, byType);
    return byType;
  }

  placeOf({ file }: TopBlock, { start }: Range): Place {
    return file.lines.placeOf(start);
  }

  /** What an attribute of a block says, where it can be read without the rest of the block. */
  literal(top: TopBlock, { block, scope }: InnerBlock, attribute: string): Value | undefined {
    const found = block.body.attributes.get(attribute);
    return found && evaluate(found.value, { source: top.file.document, scope, functions: this.functions });
  }
}

class TypeIndex {
  readonly all: TopBlock[] = [];
  readonly byLabel = new Map<string, TopBlock[]>();
  readonly byQualified = new Map<string, Map<string, TopBlock[]>>();

  add(top: TopBlock): void {
    this.all.push(top);
    append(this.byLabel, top.label, top);
    if (top.qualifier === undefined) return;
    let byLabel = this.byQualified.get(top.qualifier);
    if (!byLabel) this.byQualified.set(top.qualifier, (byLabel = new Map()));
    append(byLabel, top.label, top);
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Runs what may leave an expression by a problem, and gives it its file. */
export function inFile<T>(file: File, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ProblemError) throw problemsError(file.document, [error]);
    throw error;
  }
}
