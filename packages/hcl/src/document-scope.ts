import type { FunctionTable } from "./call.ts";
import { evaluate } from "./evaluate.ts";
import { ProblemError, problemsError, type Range } from "./problem.ts";
import { emptyScope } from "./scope.ts";
import type { Attribute, Document } from "./syntax.ts";
import { objectOf, type ObjectValue, type Resolution, type Scope, type Value } from "./value.ts";

export interface DocumentScopeOptions {
  /** What `var` holds. */
  readonly variables: ObjectValue;
  readonly functions: FunctionTable;
  /** What all other names mean: blocks, data sources, `each`. */
  readonly outer?: Scope;
}

/**
 * The names that all documents together know: `var.x`, `local.x`, and what the outer scope adds. A local is
 * computed when it is first asked for, so that it may stand anywhere.
 *
 * @throws {AtlasError} `E_HCL` for a local that is there twice, or a block `locals` with labels.
 */
export function documentScope(documents: readonly Document[], options: DocumentScopeOptions): Scope {
  const { variables, functions, outer = emptyScope } = options;
  const locals = localsOf(documents);
  const values = new Map<string, Value>();
  const running = new Set<string>();

  const local = (name: string, range: Range): Value => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const found = locals.get(name);
    if (!found)
      throw new ProblemError(
        `Unknown local ${JSON.stringify(`local.${name}`)}`,
        range,
        `Declare it: locals { ${name} = … }.`,
      );
    if (running.has(name))
      throw new ProblemError(
        `cyclic reference to ${JSON.stringify(`local.${name}`)}`,
        range,
        "Let one of the locals of the circle have a value of its own.",
      );
    running.add(name);
    try {
      const value = evaluate(found.attribute.value, { source: found.document, scope, functions });
      values.set(name, value);
      return value;
    } finally {
      running.delete(name);
    }
  };

  const scope: Scope = {
    resolve: ([root, name, ...rest], range): Resolution | undefined => {
      if (root === "var") {
        if (name === undefined) return { value: variables, used: 1 };
        const value = variables.fields.get(String(name));
        if (value !== undefined) return { value, used: 2 };
        throw new ProblemError(
          `there is no variable ${JSON.stringify(String(name))}`,
          range,
          `Declare it: variable ${JSON.stringify(String(name))} { type = string }.`,
        );
      }
      if (root === "local" && name !== undefined) return { value: local(String(name), range), used: 2 };
      if (root === "local")
        return { value: objectOf([...locals.keys()].map((key) => [key, local(key, range)])), used: 1 };
      if (root === undefined) return undefined;
      return outer.resolve(name === undefined ? [root] : [root, name, ...rest], range);
    },
    call: (name, args, call) => outer.call?.(name, args, call),
  };
  return scope;
}

interface Local {
  readonly document: Document;
  readonly attribute: Attribute;
}

function localsOf(documents: readonly Document[]): ReadonlyMap<string, Local> {
  const locals = new Map<string, Local>();
  for (const document of documents)
    for (const block of document.body.blocks.filter(({ type }) => type === "locals")) {
      const wrong = block.labels[0] ?? block.body.blocks[0];
      if (wrong)
        throw problemsError(document, [
          {
            message: "the block locals holds attributes alone, and has no label",
            range: wrong,
            hint: "Write locals { name = value }.",
          },
        ]);
      for (const attribute of block.body.attributes.values()) {
        if (locals.has(attribute.name))
          throw problemsError(document, [
            {
              message: `the local ${JSON.stringify(attribute.name)} is there a second time`,
              range: attribute.nameRange,
              hint: "Keep one of them.",
            },
          ]);
        locals.set(attribute.name, { document, attribute });
      }
    }
  return locals;
}
