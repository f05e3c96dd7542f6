// Arithmetic as exact as it can be: 0.1 + 0.2 is 0.3, and whole numbers may grow beyond 2^53.

type Numeric = number | bigint;

interface Decimal {
  readonly digits: bigint;
  /** The value is `digits` × 10^-scale. */
  readonly scale: number;
}

/** @returns `undefined` for what has no result: a division by zero, or a number too large for JavaScript. */
export function calculate(
  operator: "+" | "-" | "*" | "/" | "%",
  a: Numeric,
  b: Numeric,
): Numeric | undefined {
  if (operator === "/" || operator === "%") {
    if (Number(b) === 0) return undefined;
    if (operator === "%") return remainder(a, b);
    if (isWhole(a) && isWhole(b) && BigInt(a) % BigInt(b) === 0n) return small(BigInt(a) / BigInt(b));
    return finite(Number(a) / Number(b));
  }
  const [one, two, scale] = aligned(a, b);
  switch (operator) {
    case "+":
      return fromDecimal({ digits: one + two, scale });
    case "-":
      return fromDecimal({ digits: one - two, scale });
    case "*":
      return fromDecimal({ digits: one * two, scale: scale * 2 });
  }
}

function remainder(a: Numeric, b: Numeric): Numeric | undefined {
  const [one, two, scale] = aligned(a, b);
  return fromDecimal({ digits: one % two, scale });
}

function aligned(a: Numeric, b: Numeric): readonly [bigint, bigint, number] {
  const one = toDecimal(a);
  const two = toDecimal(b);
  const scale = Math.max(one.scale, two.scale);
  return [shift(one, scale), shift(two, scale), scale];
}

function shift({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}

function toDecimal(value: Numeric): Decimal {
  if (isWhole(value)) return { digits: BigInt(value), scale: 0 };
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  // Exponents of fractions are negative: a number as large as that is whole.
  return { digits: BigInt(whole + fraction), scale: fraction.length - Number(exponent) };
}

function fromDecimal({ digits, scale }: Decimal): Numeric | undefined {
  if (scale === 0) return small(digits);
  return finite(Number(`${digits}e-${scale}`));
}

/** A number where it is exact, else the bigint; `undefined` beyond the largest number of JavaScript. */
function small(value: bigint): Numeric | undefined {
  const asNumber = Number(value);
  if (!Number.isFinite(asNumber)) return undefined;
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

export function isWhole(value: Numeric): boolean {
  return typeof value === "bigint" || Number.isInteger(value);
}

/** The decimal digits of a number, never with an exponent. */
export function numberText(value: Numeric): string {
  const text = isWhole(value) ? String(BigInt(value)) : String(value);
  if (!text.includes("e")) return text;
  const { digits, scale } = toDecimal(value);
  const padded = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  return `${digits < 0n ? "-" : ""}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** The number that a text writes in decimal; `undefined` when it writes none. */
export function parseNumber(text: string): Numeric | undefined {
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
  if (/^[+-]?\d+$/.test(text)) return small(BigInt(text.replace(/^\+/, "")));
  return finite(Number(text));
}
