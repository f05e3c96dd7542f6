import { ConversionError, toBool, toNumber, toText } from "./convert.ts";
import { isKind, isList, type ObjectValue, typeName, type Value } from "./value.ts";

/** A function of the language. Its errors are sentence parts: whoever calls it adds the place. */
export interface HclFunction {
  readonly parameters: readonly Parameter<unknown>[];
  /** Reads all arguments behind the others. */
  readonly rest: Parameter<unknown> | undefined;
  /** @param args - read by the parameters. */
  run(args: readonly unknown[]): Value;
}

/** The functions there are, by name. */
export type FunctionTable = ReadonlyMap<string, HclFunction>;

export interface Parameter<T> {
  readonly name: string;
  /** @throws {ConversionError} for a value that the parameter does not take. */
  read(value: Value): T;
}

/** A function whose arguments have the types of its parameters. */
export function define<T extends readonly unknown[]>(
  parameters: { readonly [K in keyof T]: Parameter<T[K]> },
  run: (...args: T) => Value,
): HclFunction {
  // Each argument was read by the parameter at its place, so the arguments are a T.
  return { parameters, rest: undefined, run: (args) => run(...(args as unknown as T)) };
}

/** A function whose last parameter takes any number of arguments. */
export function defineRest<T extends readonly unknown[], R>(
  parameters: { readonly [K in keyof T]: Parameter<T[K]> },
  rest: Parameter<R>,
  run: (rest: readonly R[], ...args: T) => Value,
): HclFunction {
  const count = parameters.length;
  return {
    parameters,
    rest,
    // As in `define`; what comes behind was read by `rest`.
    run: (args) => run(args.slice(count) as R[], ...(args.slice(0, count) as unknown as T)),
  };
}

/** Calls a function with arguments whose number and types are checked here. */
export function callFunction(fn: HclFunction, args: readonly Value[]): Value {
  const least = fn.parameters.length;
  if (args.length < least || (args.length > least && !fn.rest)) {
    const wanted = `${fn.rest ? "at least " : ""}${least} ${least === 1 ? "argument" : "arguments"}`;
    throw new ConversionError(`expected ${wanted}, found ${args.length}`);
  }
  const read = args.map((arg, at) => {
    const parameter = fn.parameters[at] ?? fn.rest;
    try {
      return parameter?.read(arg);
    } catch (error) {
      if (!(error instanceof ConversionError)) throw error;
      throw new ConversionError(
        `Invalid value for ${JSON.stringify(parameter?.name)} parameter: ${error.message}`,
      );
    }
  });
  return fn.run(read);
}

function present(value: Value): Value {
  if (value === null) throw new ConversionError("argument must not be null");
  return value;
}

export function text(name: string): Parameter<string> {
  return { name, read: (value) => toText(present(value)) };
}

export function numeric(name: string): Parameter<number | bigint> {
  return { name, read: (value) => toNumber(present(value)) };
}

/** A number that has to be whole and safe: an index, a length, a count. */
export function whole(name: string): Parameter<number> {
  return {
    name,
    read: (value) => {
      const number = Number(toNumber(present(value)));
      if (Number.isSafeInteger(number)) return number;
      throw new ConversionError("a whole number is required");
    },
  };
}

export function bool(name: string): Parameter<boolean> {
  return { name, read: (value) => toBool(present(value)) };
}

/** A list, tuple or set. */
export function list(name: string): Parameter<readonly Value[]> {
  return {
    name,
    read: (value) => {
      const given = present(value);
      if (isList(given)) return given;
      if (isKind(given, "set")) return given.items;
      throw new ConversionError(`a list is required, not ${typeName(given)}`);
    },
  };
}

export function texts(name: string): Parameter<readonly string[]> {
  return {
    name,
    read: (value) =>
      list(name)
        .read(value)
        .map((item) => toText(present(item))),
  };
}

export function object(name: string): Parameter<ObjectValue> {
  return {
    name,
    read: (value) => {
      const given = present(value);
      if (isKind(given, "object")) return given;
      throw new ConversionError(`an object is required, not ${typeName(given)}`);
    },
  };
}

export function any(name: string): Parameter<Value> {
  return { name, read: (value) => value };
}

export function some(name: string): Parameter<Value> {
  return { name, read: present };
}
