import { builtins } from "./builtins.ts";
import { execute, type Settings } from "./execute.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import type { Source } from "./errors.ts";
import type { Node } from "./nodes.ts";
import { parse, type Tree } from "./parse.ts";
import type { TemplateFunction } from "./values.ts";

export interface TemplateOptions {
  /** How messages and places call it. */
  readonly name: string;
  /** Beside the built-in ones, and before them where names are the same. Default: none. */
  readonly functions?: Readonly<Record<string, TemplateFunction>>;
  /** Names that are refused although they are known, each with the reason: `is not supported yet`. */
  readonly refused?: Readonly<Record<string, string>>;
  /** A key that a map does not have: `default` prints `<no value>`, `error` fails. */
  readonly missingKey?: Settings["missingKey"];
  readonly limits?: Partial<Limits>;
  /** Further texts: what they define, and each as a whole under its name, can be called. Default: none. */
  readonly library?: readonly Source[];
}

/** A template that was read and can be run any number of times. */
export interface Template {
  /**
   * Runs it.
   *
   * @param data - the value of `.` and `$`: plain data, with `Struct` where members are a closed set.
   * @throws {AtlasError} `E_FORMAT` with the place.
   */
  execute(data: unknown): string;
}

/**
 * Reads a template of Go's text/template language. Unlike there, a template that holds only definitions is
 * no error and yields nothing, complex numbers are refused, and what a run may use up is bounded.
 *
 * @throws {AtlasError} `E_FORMAT` with the place.
 * @see https://pkg.go.dev/text/template
 */
export function parseTemplate(text: string, options: TemplateOptions): Template {
  const functions = new Map(Object.entries({ ...builtins, ...options.functions }));
  const refused = new Map(Object.entries(options.refused ?? {}));
  const refusal = (name: string): string | undefined =>
    refused.get(name) ?? (functions.has(name) ? undefined : "not defined");
  const tree = withLibrary(parse({ name: options.name, text }, refusal), options.library ?? [], refusal);
  const settings: Settings = {
    functions,
    limits: { ...defaultLimits, ...options.limits },
    missingKey: options.missingKey ?? "default",
  };
  return { execute: (data) => execute(tree, data, settings) };
}

/** What the template itself defines comes before what the library does. */
function withLibrary(
  tree: Tree,
  library: readonly Source[],
  refusal: (name: string) => string | undefined,
): Tree {
  if (library.length === 0) return tree;
  const definitions = new Map<string, readonly Node[]>();
  const origins = new Map<string, Source>();
  for (const source of library)
    for (const [name, nodes] of parse(source, refusal).definitions) {
      definitions.set(name, nodes);
      origins.set(name, source);
    }
  for (const [name, nodes] of tree.definitions) {
    definitions.set(name, nodes);
    origins.delete(name);
  }
  return { ...tree, definitions, origins };
}
