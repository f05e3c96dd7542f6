import { ConversionError, toText } from "./convert.ts";
import { evaluate, type EvaluateOptions } from "./evaluate.ts";
import { ProblemError, problemsError, type Range } from "./problem.ts";
import { namedScope } from "./scope.ts";
import type { Attribute, Block, Body, Expression, Label } from "./syntax.ts";
import { elements, isList, objectOf, type Scope, typeName, type Value } from "./value.ts";

/** A block with the names that are known inside of it. */
export interface BlockInstance {
  readonly block: Block;
  readonly scope: Scope;
}

/**
 * A block once for each element of its `for_each`, which is known inside as `each.key` and `each.value`; a
 * block without it is there once.
 *
 * @throws {AtlasError} `E_HCL`
 */
export function forEach(block: Block, options: EvaluateOptions): readonly BlockInstance[] {
  const attribute = block.body.attributes.get("for_each");
  if (!attribute) return [{ block, scope: options.scope }];
  return elementsOf(attribute.value, options).map(([key, value]) => ({
    block,
    scope: iteratorScope("each", key, value, options.scope),
  }));
}

/**
 * The blocks inside of a body, those of `dynamic` blocks written out. What lies deeper is expanded when its
 * own body is.
 *
 * @throws {AtlasError} `E_HCL`
 */
export function expandBlocks(body: Body, options: EvaluateOptions): readonly BlockInstance[] {
  return body.blocks.flatMap((block) => {
    if (block.type !== "dynamic") return [{ block, scope: options.scope }];
    try {
      return expandDynamic(block, options);
    } catch (error) {
      if (error instanceof ProblemError) throw problemsError(options.source, [error]);
      throw error;
    }
  });
}

const dynamicHint = 'Write dynamic "type" { for_each = … followed by content { … } }.';

function expandDynamic(block: Block, options: EvaluateOptions): readonly BlockInstance[] {
  const [label, ...others] = block.labels;
  if (!label || others.length > 0)
    throw new ProblemError(
      `expected one label, the type of the blocks, found ${block.labels.length}`,
      block.typeRange,
      dynamicHint,
    );
  const [content, ...more] = block.body.blocks;
  if (content?.type !== "content" || more.length > 0)
    throw new ProblemError("expected one block content in a dynamic block", block.typeRange, dynamicHint);
  const { attributes } = block.body;
  for (const { name, nameRange } of attributes.values())
    if (!["for_each", "iterator", "labels"].includes(name))
      throw new ProblemError(
        `a dynamic block has no attribute ${name}`,
        nameRange,
        "It has for_each, iterator and labels; all others belong into content.",
      );
  const collection = attributes.get("for_each");
  if (!collection) throw new ProblemError("a dynamic block needs for_each", block.typeRange, dynamicHint);
  const iterator = iteratorName(attributes.get("iterator")) ?? label.value;
  return elementsOf(collection.value, options).map(([key, value]) => {
    const scope = iteratorScope(iterator, key, value, options.scope);
    const labels = labelsOf(attributes.get("labels"), { ...options, scope });
    return { block: { ...content, type: label.value, typeRange: label, labels }, scope };
  });
}

function iteratorName(attribute: Attribute | undefined): string | undefined {
  if (!attribute) return undefined;
  if (attribute.value.kind === "variable") return attribute.value.name;
  throw new ProblemError("expected a bare name as iterator", attribute.value, "Write iterator = item.");
}

function labelsOf(attribute: Attribute | undefined, options: EvaluateOptions): readonly Label[] {
  if (!attribute) return [];
  const range: Range = { start: attribute.value.start, end: attribute.value.end };
  const value = evaluate(attribute.value, options);
  if (!isList(value)) throw new ProblemError("expected a list of labels", range, 'Write labels = ["name"].');
  return value.map((item) => {
    try {
      return { ...range, value: toText(item) };
    } catch (error) {
      if (!(error instanceof ConversionError)) throw error;
      throw new ProblemError(`a label is a text: ${error.message}`, range, 'Write labels = ["name"].');
    }
  });
}

function elementsOf(expression: Expression, options: EvaluateOptions) {
  const value = evaluate(expression, options);
  const all = elements(value);
  if (all) return all;
  throw problemsError(options.source, [
    {
      message: `schemahcl: for_each does not support ${typeName(value)} type`,
      range: expression,
      hint: "Give a list, a set or an object; toset(…) makes a set of a list.",
    },
  ]);
}

function iteratorScope(name: string, key: Value, value: Value, outer: Scope): Scope {
  const iterator = objectOf([
    ["key", key],
    ["value", value],
  ]);
  return namedScope(new Map([[name, iterator]]), outer);
}
