import type { WorkflowDeps } from "@atlas/workflows";
import type { Flags, Values } from "./flags.ts";
import type { Terminal } from "./terminal.ts";

/** What a command works with, besides its flags. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly version: string;
  readonly signal: AbortSignal;
  /** The command that edits a file: `EDITOR`, or `vi`. */
  readonly editor: string;
  /**
   * Loads the dialects and the dev databases: only for commands that touch a database.
   *
   * @param onNotice - told what a person should know of the dev databases.
   */
  readonly deps: (onNotice: (notice: string) => void) => Promise<WorkflowDeps>;
  /** Takes out of a message what the command line holds of secrets. */
  readonly hide: (text: string) => string;
  /**
   * Takes note of secrets that came up later, such as those of a project file.
   *
   * @param texts - URLs and the like, which may hold some.
   * @param secrets - secrets as they are.
   */
  readonly learnSecrets: (texts: readonly string[], secrets?: readonly string[]) => void;
}

/** A command. Its module stays light: what it works with is loaded when it runs. */
export interface Command {
  readonly type: "command";
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly description: string;
  /** Command lines, shown in the help. */
  readonly examples: readonly string[];
  readonly flags: Flags;
  /** What words besides the flags are, as the usage shows it (`[path…]`); empty: none are taken. */
  readonly operands: string;
  /** Flags of which only one may be given, in declaration order. */
  readonly exclusive: readonly (readonly string[])[];
  /** Works and is not listed: for other programs. */
  readonly hidden: boolean;
  /** Checks what the flags say together, before anything happens; errors show the usage. */
  check(values: Values<Flags>): void;
  /**
   * @param operands - the words besides the flags, in order.
   * @returns the exit code.
   */
  run(values: Values<Flags>, context: CommandContext, operands: readonly string[]): Promise<number>;
}

/** Commands under one word, such as `atlas schema`. */
export interface Group {
  readonly type: "group";
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly examples: readonly string[];
  readonly children: readonly (Command | Group)[];
  /** Commands that users of Atlas know and this version lacks: a script that calls one must not pass. */
  readonly later: readonly (string | LaterCommand)[];
}

/** A command that waits for something bigger. */
export interface LaterCommand {
  readonly name: string;
  /** What it needs, behind "there is no": `registry yet`. */
  readonly missing: string;
  /** What to do meanwhile, as a full sentence. */
  readonly instead: string;
}

export interface CommandDefinition<F extends Flags> {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly examples: readonly string[];
  readonly flags: F;
  readonly operands?: string;
  readonly exclusive?: readonly (readonly string[])[];
  readonly hidden?: boolean;
  readonly check?: (values: Values<F>) => void;
  readonly run: (values: Values<F>, context: CommandContext, operands: readonly string[]) => Promise<number>;
}

/** A command whose values are typed by its own flags. */
export function defineCommand<F extends Flags>(definition: CommandDefinition<F>): Command {
  return {
    ...definition,
    type: "command",
    operands: definition.operands ?? "",
    exclusive: definition.exclusive ?? [],
    hidden: definition.hidden ?? false,
    // The values handed in were read with these very flags, so they have their types.
    check: (values) => definition.check?.(values as Values<F>),
    run: (values, context, operands) => definition.run(values as Values<F>, context, operands),
  };
}
