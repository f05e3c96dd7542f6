import { AtlasError } from "@atlas/core";

/** One flag of a command. `T` is what it holds once the command line was read. */
export interface Flag<T> {
  readonly kind: "text" | "list" | "switch" | "duration";
  /** One letter, for `-u`. */
  readonly short?: string;
  /** Shown in the help after the name, such as `url`; absent for switches. */
  readonly value?: string;
  /** All that its value may be, for shells that complete it; absent: anything. */
  readonly choices?: readonly string[];
  readonly help: string;
  readonly required: boolean;
  /** Understood and not shown. */
  readonly hidden: boolean;
  /** Shown in the help; absent: nothing worth saying. */
  readonly shownDefault?: string;
  /** @param texts - every value given, in order; empty: the flag was not given. */
  read(name: string, texts: readonly string[]): T;
}

/** The flags of a command by name, in the order in which its help shows them. */
export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** What the flags of a command hold. */
export type Values<F extends Flags> = {
  readonly [Name in keyof F]: F[Name] extends Flag<infer T> ? T : never;
};

interface Options {
  readonly short?: string;
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly required?: boolean;
  readonly hidden?: boolean;
}

/** A flag with one value; the last one given counts. */
export function textFlag(help: string, options: Options = {}): Flag<string | undefined> {
  return { ...common("text", help, options), read: (_name, texts) => texts.at(-1) };
}

/** A flag with one value that must be given. */
export function requiredTextFlag(help: string, options: Omit<Options, "required"> = {}): Flag<string> {
  return {
    ...common("text", help, { ...options, required: true }),
    read: (name, texts) => {
      const text = texts.at(-1);
      if (text === undefined) throw new AtlasError("E_FLAG", `required flag(s) "${name}" not set`);
      return text;
    },
  };
}

/** A flag that may be repeated, and whose value is a comma-separated list with CSV quotes. */
export function listFlag(help: string, options: Options = {}): Flag<readonly string[]> {
  return {
    ...common("list", help, options),
    read: (name, texts) => texts.flatMap((text) => splitList(name, text)),
  };
}

/** A flag that is on or off: `--x`, `--x=false`. */
export function switchFlag(help: string, options: Options = {}): Flag<boolean> {
  return {
    ...common("switch", help, options),
    read: (name, texts) => {
      const text = texts.at(-1);
      if (text === undefined) return false;
      if (trueTexts.has(text)) return true;
      if (falseTexts.has(text)) return false;
      throw badValue(name, text, "expected true or false");
    },
  };
}

/**
 * A length of time as Go writes it: `10s`, `1m30s`, `250ms`.
 *
 * @returns (of `read`) milliseconds.
 */
export function durationFlag(help: string, options: Options & { readonly default: string }): Flag<number> {
  return {
    ...common("duration", help, options),
    shownDefault: options.default,
    read: (name, texts) => {
      const text = texts.at(-1) ?? options.default;
      const milliseconds = parseDuration(text);
      if (milliseconds === undefined) throw badValue(name, text, "expected a duration such as 10s or 1m30s");
      return milliseconds;
    },
  };
}

/** The same where something else gives the default: `undefined` when the flag was not given. */
export function optionalDurationFlag(
  help: string,
  options: Options & { readonly default: string },
): Flag<number | undefined> {
  const flag = durationFlag(help, options);
  return { ...flag, read: (name, texts) => (texts.length === 0 ? undefined : flag.read(name, texts)) };
}

/** A whole number, one or more; `undefined` when the flag was not given. */
export function countFlag(help: string, options: Options = {}): Flag<number | undefined> {
  return {
    ...common("text", help, options),
    read: (name, texts) => {
      const text = texts.at(-1);
      if (text === undefined) return undefined;
      if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
      throw badValue(name, text, "expected a whole number, one or more");
    },
  };
}

/** The texts that Go's `strconv.ParseBool` takes, which scripts written for Go tools use. */
export const trueTexts: ReadonlySet<string> = new Set(["1", "t", "T", "true", "TRUE", "True"]);
export const falseTexts: ReadonlySet<string> = new Set(["0", "f", "F", "false", "FALSE", "False"]);

function common(kind: Flag<unknown>["kind"], help: string, options: Options) {
  return {
    kind,
    help,
    short: options.short,
    value: options.value,
    choices: options.choices,
    required: options.required ?? false,
    hidden: options.hidden ?? false,
  };
}

function badValue(name: string, text: string, reason: string): AtlasError {
  return new AtlasError("E_FLAG", `invalid argument ${JSON.stringify(text)} for "--${name}" flag: ${reason}`);
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

/** Milliseconds of a Go duration; `undefined` when it is none. */
function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g))
    total += Number(amount) * (unitMs[unit ?? ""] ?? 0);
  return total;
}

/** One CSV record: fields between commas, `"…"` around a field that holds a comma, `""` for a quote in it. */
function splitList(name: string, text: string): readonly string[] {
  if (text === "") return [];
  const fields: string[] = [];
  let at = 0;
  while (at <= text.length) {
    if (text[at] === '"') {
      const field = /^"([^"]*(?:""[^"]*)*)"(?=,|$)/.exec(text.slice(at));
      if (!field) throw badValue(name, text, 'a quote is not closed; write "" for a quote inside quotes');
      fields.push((field[1] ?? "").replaceAll('""', '"'));
      at += field[0].length + 1;
    } else {
      const comma = text.indexOf(",", at);
      const end = comma < 0 ? text.length : comma;
      fields.push(text.slice(at, end));
      at = end + 1;
    }
  }
  return fields;
}
