import { nearest, AtlasError } from "@atlas/core";
import type { Command, Group, LaterCommand } from "./command.ts";
import { type Flag, falseTexts, trueTexts, type Values } from "./flags.ts";

/** What a command line asks for. */
export type Invocation =
  | {
      readonly type: "run";
      readonly path: readonly string[];
      readonly command: Command;
      readonly values: Values<Command["flags"]>;
      readonly operands: readonly string[];
    }
  | {
      readonly type: "help";
      readonly path: readonly string[];
      readonly node: Command | Group;
      /** Why it is shown, where nobody asked for it. */
      readonly note?: string;
    };

/** A command line that is not understood; `node` is the command whose usage helps. */
export class UsageError extends AtlasError {
  override readonly name = "UsageError";
  readonly path: readonly string[];
  readonly node: Command | Group;
  /** Whether the usage is shown with the error; an unknown command shows a pointer to it only. */
  readonly showUsage: boolean;

  constructor(
    message: string,
    path: readonly string[],
    node: Command | Group,
    options: { readonly hint?: string; readonly showUsage?: boolean } = {},
  ) {
    super("E_FLAG", message, options.hint === undefined ? {} : { hint: options.hint });
    this.path = path;
    this.node = node;
    this.showUsage = options.showUsage ?? true;
  }
}

/**
 * Reads a command line the way GNU tools and pflag do: `--flag value`, `--flag=value`, `-f value`, `-fvalue`;
 * switches take a value after `=` alone; `--` ends the flags.
 *
 * @param args - without the program's name.
 * @throws {UsageError} naming what is wrong.
 */
export function readArgv(args: readonly string[], root: Group): Invocation {
  let node: Command | Group = root;
  const path = [root.name];
  let at = 0;
  for (; node.type === "group" && at < args.length; at++) {
    const word = args[at] ?? "";
    if (word === "--help" || word === "-h") return { type: "help", path, node };
    if (word === "help" && node === root) return helpFor(args.slice(at + 1), root);
    if (word.startsWith("-") && word !== "-") throw unknownFlag(word, path, node);
    const child: Command | Group | undefined = node.children.find(({ name }) => name === word);
    if (!child) {
      const later = node.later.find((each) => (typeof each === "string" ? each : each.name) === word);
      if (later !== undefined) throw notYet([...path, word], node, later);
      if (node === root) throw unknownCommand(word, root);
      return { type: "help", path, node, note: unknownCommandText(word, path, node) };
    }
    node = child;
    path.push(word);
  }
  if (node.type === "group") return { type: "help", path, node };
  return readFlags(args.slice(at), node, path);
}

function helpFor(words: readonly string[], root: Group): Invocation {
  const path = [root.name];
  let node: Command | Group = root;
  for (const word of words) {
    const child: Command | Group | undefined =
      node.type === "group" ? node.children.find(({ name }) => name === word) : undefined;
    if (!child) throw unknownCommand(words.join(" "), root);
    node = child;
    path.push(word);
  }
  return { type: "help", path, node };
}

function readFlags(args: readonly string[], command: Command, path: readonly string[]): Invocation {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      operands.push(arg);
      continue;
    }
    if (arg === "--help" || arg === "-h") return { type: "help", path, node: command };
    const { name, flag, inline } = findFlag(arg, command, path);
    let text = inline;
    if (text === undefined) {
      if (flag.kind === "switch") text = "true";
      else if (at + 1 < args.length) text = args[++at] ?? "";
      else throw new UsageError(`flag needs an argument: --${name}`, path, command);
    }
    const texts = given.get(name);
    if (texts) texts.push(text);
    else given.set(name, [text]);
  }
  if (operands.length > 0 && command.operands === "") throw unexpectedArguments(operands, command, path);

  const missing = Object.entries(command.flags)
    // An environment of the project file may give it: the command looks again.
    .filter(([name, flag]) => flag.required && !given.has(name) && !given.has("env"))
    .map(([name]) => `"${name}"`);
  if (missing.length > 0)
    throw new UsageError(`required flag(s) ${missing.join(", ")} not set`, path, command);
  for (const group of command.exclusive) {
    const set = group.filter((name) => given.has(name)).toSorted();
    if (set.length > 1)
      throw new UsageError(
        `if any flags in the group [${group.join(" ")}] are set none of the others can be; ` +
          `[${set.join(" ")}] were all set`,
        path,
        command,
      );
  }
  try {
    const values = Object.fromEntries(
      Object.entries(command.flags).map(([name, flag]) => [name, flag.read(name, given.get(name) ?? [])]),
    );
    command.check(values);
    return { type: "run", path, command, values, operands };
  } catch (error) {
    if (error instanceof AtlasError && error.code === "E_FLAG")
      throw new UsageError(
        error.message,
        path,
        command,
        error.hint === undefined ? {} : { hint: error.hint },
      );
    throw error;
  }
}

interface FoundFlag {
  readonly name: string;
  readonly flag: Flag<unknown>;
  /** The value in the same argument. */
  readonly inline: string | undefined;
}

function findFlag(arg: string, command: Command, path: readonly string[]): FoundFlag {
  if (arg.startsWith("--")) {
    const equals = arg.indexOf("=");
    const name = arg.slice(2, equals < 0 ? undefined : equals);
    const flag = Object.hasOwn(command.flags, name) ? command.flags[name] : undefined;
    if (!flag) throw unknownFlag(`--${name}`, path, command);
    return { name, flag, inline: equals < 0 ? undefined : arg.slice(equals + 1) };
  }
  const letter = arg.slice(1, 2);
  const entry = Object.entries(command.flags).find(([, flag]) => flag.short === letter);
  if (!entry)
    throw new UsageError(`unknown shorthand flag: '${letter}' in ${arg.split("=", 1)[0]}`, path, command);
  const rest = arg.slice(2).replace(/^=/, "");
  return { name: entry[0], flag: entry[1], inline: arg.length === 2 ? undefined : rest };
}

function unknownFlag(flag: string, path: readonly string[], node: Command | Group): UsageError {
  const known = node.type === "command" ? Object.keys(node.flags) : [];
  const near = nearest(flag.slice(2), known);
  return new UsageError(
    `unknown flag: ${flag.split("=", 1)[0]}`,
    path,
    node,
    near === undefined ? {} : { hint: `Did you mean --${near}?` },
  );
}

function notYet(words: readonly string[], node: Group, later: string | LaterCommand): UsageError {
  const path = words.slice(0, -1);
  const text = `"${words.join(" ")}" is not supported by this version`;
  const pointer = `Run '${path.join(" ")} --help' for the commands there are.`;
  if (typeof later === "string") return new UsageError(text, path, node, { hint: pointer, showUsage: false });
  const hint = `${later.instead}\n${pointer}`;
  return new UsageError(`${text}: there is no ${later.missing}`, path, node, { hint, showUsage: false });
}

/** What is said above the help of a group: scripts for Atlas rely on that to be no error. */
function unknownCommandText(word: string, path: readonly string[], group: Group): string {
  const near = nearestCommand(word, group);
  const guess = near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
  return `unknown command ${JSON.stringify(word)} for ${JSON.stringify(path.join(" "))}${guess}`;
}

function nearestCommand(word: string, { children }: Group): string | undefined {
  return nearest(
    word,
    children.map(({ name }) => name),
  );
}

function unknownCommand(word: string, root: Group): UsageError {
  const near = nearestCommand(word, root);
  const pointer = `Run '${root.name} --help' for usage.`;
  return new UsageError(`unknown command ${JSON.stringify(word)} for "${root.name}"`, [root.name], root, {
    hint: near === undefined ? pointer : `Did you mean "${near}"?\n${pointer}`,
    showUsage: false,
  });
}

function unexpectedArguments(
  words: readonly string[],
  command: Command,
  path: readonly string[],
): UsageError {
  const isSwitchValue = words.some((word) => trueTexts.has(word) || falseTexts.has(word));
  return new UsageError(`accepts 0 arg(s), received ${words.length}: ${words.join(" ")}`, path, command, {
    ...(isSwitchValue && { hint: "The value of a switch follows an equals sign: --dry-run=false." }),
  });
}
