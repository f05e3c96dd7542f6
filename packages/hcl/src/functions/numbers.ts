import { define, defineRest, type HclFunction, numeric, text, whole } from "../call.ts";
import { ConversionError } from "../convert.ts";
import { calculate, isWhole, parseNumber } from "../number.ts";
import type { Value } from "../value.ts";

type Numeric = number | bigint;

/** How many numbers `range` makes at most. */
const maxRange = 1024;

export const numberFunctions: Readonly<Record<string, HclFunction>> = {
  abs: define([numeric("num")], (number) => (number < 0 ? negative(number) : number)),
  ceil: define([numeric("num")], (number) => (isWhole(number) ? number : Math.ceil(Number(number)))),
  floor: define([numeric("num")], (number) => (isWhole(number) ? number : Math.floor(Number(number)))),
  log: define([numeric("num"), numeric("base")], (number, base) =>
    result(Math.log(Number(number)) / Math.log(Number(base))),
  ),
  max: defineRest([numeric("numbers")], numeric("numbers"), (rest, first) =>
    rest.reduce<Numeric>((most, number) => (number > most ? number : most), first),
  ),
  min: defineRest([numeric("numbers")], numeric("numbers"), (rest, first) =>
    rest.reduce<Numeric>((least, number) => (number < least ? number : least), first),
  ),
  parseint: define([text("number"), whole("base")], parseInteger),
  pow: define([numeric("num"), numeric("power")], (number, power) => result(Number(number) ** Number(power))),
  signum: define([numeric("num")], (number) => Math.sign(Number(number))),
  range: defineRest([numeric("params")], numeric("params"), (rest, first) => range([first, ...rest])),
};

function negative(number: Numeric): Numeric {
  return typeof number === "bigint" ? -number : -number;
}

function result(number: number): number {
  if (Number.isFinite(number)) return number;
  throw new ConversionError("the result is not a finite number");
}

function parseInteger(digits: string, base: number): Value {
  if (base < 2 || base > 62) throw new ConversionError("the base must be between 2 and 62");
  const alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".slice(0, base);
  const isNegative = digits.startsWith("-");
  const plain = digits.replace(/^[+-]/, "");
  let value = 0n;
  for (const digit of base <= 36 ? plain.toLowerCase() : plain) {
    const worth = alphabet.indexOf(digit);
    if (worth < 0) throw notInteger(digits, base);
    value = value * BigInt(base) + BigInt(worth);
  }
  const number = plain === "" ? undefined : parseNumber(String(isNegative ? -value : value));
  if (number === undefined) throw notInteger(digits, base);
  return number;
}

function notInteger(digits: string, base: number): ConversionError {
  return new ConversionError(`cannot parse ${JSON.stringify(digits.slice(0, 40))} as a base ${base} integer`);
}

/** `range(end)`, `range(start, end)`, `range(start, end, step)`. */
function range(params: readonly Numeric[]): Value {
  const numbers = params.map(Number);
  const [start = 0, end = 0] = numbers.length === 1 ? [0, ...numbers] : numbers;
  const step = numbers[2] ?? (end < start ? -1 : 1);
  if (numbers.length > 3) throw new ConversionError(`expected 1 to 3 arguments, found ${numbers.length}`);
  if (step === 0) throw new ConversionError("the step must not be zero");
  if (step > 0 !== end > start && end !== start)
    throw new ConversionError("the step leads away from the end");
  const items: Value[] = [];
  for (let at: Numeric = start; step > 0 ? at < end : at > end; at = calculate("+", at, step) ?? end) {
    if (items.length >= maxRange)
      throw new ConversionError(`more than ${maxRange} values; use a larger step`);
    items.push(at);
  }
  return items;
}
