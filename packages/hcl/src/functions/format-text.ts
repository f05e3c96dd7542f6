import { ConversionError, toBool, toNumber, toText } from "../convert.ts";
import { isWhole, numberText } from "../number.ts";
import { isNumber, type Value } from "../value.ts";
import { spendText } from "../work.ts";
import { toJson } from "./json.ts";

const verb =
  /%(?<flags>[-+ 0#]*)(?<width>\d+)?(?:\.(?<precision>\d+))?(?:\[(?<index>\d+)\])?(?<letter>.)?/gsu;

/** The widest field that a format may ask for. */
const maxWidth = 10_000;

interface Verb {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
}

/** What `format` makes: the verbs of Go's `fmt` that HCL knows (`%s %d %q %v %t %f %e %g %x %X %o %b %#v %%`). */
export function formatText(template: string, args: readonly Value[]): string {
  spendText(template.length);
  let next = 0;
  let used = 0;
  const text = template.replaceAll(verb, (whole, ...rest) => {
    // The last argument of a replacer is the named groups when a pattern has them.
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    const letter = groups["letter"] ?? "";
    if (letter === "%") return "%";
    const width = Number(groups["width"] ?? 0);
    const precision = groups["precision"] === undefined ? undefined : Number(groups["precision"]);
    if (width > maxWidth || (precision ?? 0) > 100)
      throw new ConversionError(`the width or precision of ${whole} is too large`);
    if (groups["index"] !== undefined) next = Number(groups["index"]) - 1;
    const value = args[next];
    if (value === undefined) throw new ConversionError(`not enough arguments for ${JSON.stringify(whole)}`);
    next++;
    used = Math.max(used, next);
    const field = formatVerb({ flags: groups["flags"] ?? "", width, precision, letter }, value, whole);
    spendText(field.length);
    return field;
  });
  if (used < args.length)
    throw new ConversionError(`${args.length - used} arguments more than the format uses`);
  return text;
}

function formatVerb({ flags, width, precision, letter }: Verb, value: Value, whole: string): string {
  const pads = flags.includes("0") && !flags.includes("-");
  switch (letter) {
    case "v":
      if (flags.includes("#")) return padded(toJson(value), width, flags);
      if (typeof value === "string") return padded(value, width, flags);
      return padded(isNumber(value) ? numberText(value) : toJson(value), width, flags);
    case "s": {
      const text = toText(present(value));
      return padded(
        precision === undefined ? text : Array.from(text).slice(0, precision).join(""),
        width,
        flags,
      );
    }
    case "q":
      return padded(JSON.stringify(toText(present(value))), width, flags);
    case "t":
      return padded(String(toBool(present(value))), width, flags);
    case "d":
    case "b":
    case "o":
    case "x":
    case "X": {
      if (letter.toLowerCase() === "x" && typeof value === "string") {
        const hex = [...new TextEncoder().encode(value)]
          .map((byte) => byte.toString(16).padStart(2, "0"))
          .join("");
        return padded(letter === "X" ? hex.toUpperCase() : hex, width, flags);
      }
      const number = toNumber(present(value));
      if (!isWhole(number)) throw new ConversionError(`${whole} needs a whole number`);
      const base = { d: 10, b: 2, o: 8, x: 16, X: 16 }[letter];
      const digits = BigInt(number < 0 ? -number : number).toString(base);
      return signed(letter === "X" ? digits.toUpperCase() : digits, number < 0, width, flags, pads);
    }
    case "f":
    case "F":
    case "e":
    case "E":
    case "g":
    case "G": {
      const number = Number(toNumber(present(value)));
      return signed(floatText(Math.abs(number), letter, precision), number < 0, width, flags, pads);
    }
    default:
      throw new ConversionError(`the verb ${JSON.stringify(whole)} is not known`);
  }
}

function floatText(number: number, letter: string, precision: number | undefined): string {
  const lower = letter.toLowerCase();
  const text =
    lower === "f"
      ? number.toFixed(precision ?? 6)
      : lower === "e"
        ? number.toExponential(precision ?? 6)
        : precision === undefined
          ? String(number)
          : String(Number(number.toPrecision(Math.max(1, precision))));
  // Go writes two digits of an exponent at least.
  const exponent = text.replace(/e([+-])(\d)$/, "e$10$2");
  return lower === letter ? exponent : exponent.toUpperCase();
}

function signed(digits: string, isNegative: boolean, width: number, flags: string, pads: boolean): string {
  const sign = isNegative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  return pads ? sign + digits.padStart(width - sign.length, "0") : padded(sign + digits, width, flags);
}

function padded(text: string, width: number, flags: string): string {
  const missing = " ".repeat(Math.max(0, width - Array.from(text).length));
  return flags.includes("-") ? text + missing : missing + text;
}

function present(value: Value): Value {
  if (value === null) throw new ConversionError("found null where a format needs a value");
  return value;
}
